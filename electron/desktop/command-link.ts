import { accessSync, chmodSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { AditError } from '../../proxy/errors.ts';

/** By this line a script of Adit's is told from one of somebody else's. */
const MARK = '# Written by Adit: runs the command line inside of the app.';

/** Where commands are put that every shell on macOS finds; for the whole machine, so it may need rights. */
const SYSTEM = '/usr/local/bin';

/** What became of the wish to have `adit` as a command. */
export interface CommandLink {
  readonly path: string;
  /** Whether a shell finds it there as things are. */
  readonly isFound: boolean;
}

export interface LinkOptions {
  /** The app's own program. */
  readonly program: string;
  /** The person's home folder. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** For all users of the machine; `/usr/local/bin` unless told otherwise. */
  readonly system?: string;
}

/**
 * Writes `adit`, a small script that runs the command line inside of the app: for the whole machine where this user may,
 * else into ~/.local/bin. Never over a file that is somebody else's. Throws AditError that says what to do by hand.
 */
export function linkCommand({ program, home, env, system = SYSTEM }: LinkOptions): CommandLink {
  const folders = [system, join(home, '.local/bin')];
  const paths = (env.PATH ?? '').split(delimiter);
  const refusals: string[] = [];
  for (const folder of folders) {
    const path = join(folder, 'adit');
    const refusal = write(path, scriptFor(program), folder !== system);
    if (!refusal) return { path, isFound: folder === system || paths.includes(folder) };
    refusals.push(refusal);
  }
  throw new AditError('api_error', `${refusals.join(' ')}\nIn a terminal: ${program} --cli --help`);
}

/** The script. `exec` leaves no shell behind; signals and exit codes are the program's own. */
export function scriptFor(program: string): string {
  return `#!/bin/sh\n${MARK}\nexec ${quoted(program)} --cli "$@"\n`;
}

/** Undefined where it is done, else why not. */
function write(path: string, script: string, mayMakeFolder: boolean): string | undefined {
  try {
    if (mayMakeFolder) mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), constants.W_OK);
    if (!isOurs(path)) return `${path} is another program.`;
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, script, { mode: 0o755 });
    chmodSync(temporary, 0o755);
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `${dirname(path)} is not there.` : `${path} needs an administrator (${code}).`;
  }
}

function isOurs(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(MARK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
