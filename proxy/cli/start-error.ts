import { describeHolder } from '../doctor/port-holder.ts';
import { AditError } from '../errors.ts';

/** Why the engine could not start, in words that say what to do, where its port is the matter. */
export async function startError(error: unknown, port: number): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const holder = await describeHolder(port);
    const message = `Port ${port} is taken by ${holder}. End that program, or choose another port with --port.`;
    return new AditError('api_error', message, { cause: error });
  }
  if (code !== 'EACCES') return error;
  return new AditError('api_error', `This user may not listen on port ${port}. Choose one above 1023 with --port.`);
}
