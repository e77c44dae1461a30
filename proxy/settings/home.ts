import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Adit's folder: keys, settings and lessons, readable by the person alone. */
export interface Home {
  readonly path: string;
  /** The file's text; undefined where there is none. Throws for a file that cannot be read. */
  read(name: string): string | undefined;
  /** Writes a file as a whole: a crash leaves the old one or the new one. */
  write(name: string, text: string): void;
  /** Writes a file as a whole unless it is there already: of several programs that do so at once, one succeeds. */
  create(name: string, text: string): void;
  file(name: string): string;
}

/** Opens `dir`, else ADIT_HOME, else ~/.adit, and makes it if it is not there. Throws where that fails. */
export function openHome(dir: string | undefined, env: NodeJS.ProcessEnv): Home {
  const path = resolve(dir || env.ADIT_HOME || join(homedir(), '.adit'));
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(path, name);
  const writeTemporary = (name: string, text: string) => {
    const temporary = file(`${name}.${process.pid}.tmp`);
    writeFileSync(temporary, text, { mode: 0o600 });
    chmodSync(temporary, 0o600);
    return temporary;
  };
  return {
    path,
    file,
    read(name) {
      try {
        return readFileSync(file(name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write(name, text) {
      renameSync(writeTemporary(name, text), file(name));
    },
    create(name, text) {
      const temporary = writeTemporary(name, text);
      try {
        linkSync(temporary, file(name));
      } catch (error) {
        // Some file systems have no links; there, the last of several succeeds.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(temporary, file(name));
      } finally {
        rmSync(temporary, { force: true });
      }
    },
  };
}
