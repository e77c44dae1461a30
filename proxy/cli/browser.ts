import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';

/** How long a program that opens browsers may take to say that it cannot, in milliseconds. */
const FAILS_WITHIN_MS = 3000;

/** What opens an address on each system; on Windows without a shell, to which an address could be a command. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Whether a browser on this machine can be seen by the person: not over SSH, and not without a display. */
export function hasBrowser(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (env.ADIT_BROWSER || env.BROWSER) return true;
  if (env.SSH_CONNECTION || env.SSH_TTY) return false;
  return platform in OPENERS || !!(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

/**
 * Opens an address with ADIT_BROWSER, else BROWSER, else as the system does; both name a program, which may have arguments,
 * and `%s` among them for the address. Resolves to false where that fails at once.
 */
export function openBrowser(url: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const [program = '', ...args] = commandFor(url, env);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(program, args, { stdio: 'ignore', detached: true, env });
  child.once('error', () => resolve(false));
  child.once('exit', (code) => resolve(code === 0));
  const late = setTimeout(() => resolve(true), FAILS_WITHIN_MS);
  // A program that has nothing else to do waits for this, and no longer.
  return promise.finally(() => {
    clearTimeout(late);
    child.unref();
  });
}

function commandFor(url: string, env: NodeJS.ProcessEnv): string[] {
  const own = wordsOf(env.ADIT_BROWSER ?? '') ?? wordsOf(env.BROWSER?.split(delimiter)[0] ?? '');
  const words = own ?? OPENERS[process.platform] ?? ['xdg-open'];
  return words.some((word) => word.includes('%s'))
    ? words.map((word) => word.replaceAll('%s', () => url))
    : [...words, url];
}

/** The words of a command, of which some may be in quotes. */
function wordsOf(command: string): string[] | undefined {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  return words.length > 0 ? words : undefined;
}
