import { codeAndPlace } from '../../proxy/errors.ts';

/** Notes what nobody caught, and goes on: one request's mishap, or one window's, does not end the streams of the others. */
export function surviveMishaps(process: Pick<NodeJS.Process, 'on'>, note: (line: string) => void): void {
  const tell = (error: unknown) => note(error instanceof Error ? codeAndPlace(error) : 'something failed');
  process.on('unhandledRejection', tell);
  // Without a listener, Electron would show a dialog with the error and its stack.
  process.on('uncaughtException', tell);
}
