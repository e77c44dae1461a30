import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reason } from '../../errors.ts';
import { toolError } from '../errors.ts';

/** A text file as it was when it was read. */
export interface TextFile {
  /** As it was named. */
  readonly file: string;
  /** Where the bytes are: behind symbolic links. */
  readonly target: string;
  /** Undefined where there is no such file. */
  readonly text: string | undefined;
}

/** Reads a text file. Throws AditError for what cannot be read, and for what is not text in UTF-8. */
export function readTextFile(file: string): TextFile {
  try {
    const target = targetOf(file);
    const bytes = readBytes(target);
    return { file, target, text: bytes && decoder.decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) {
      throw toolError('unparsable', `${file} is not text in UTF-8. It was left alone.`, file, error);
    }
    throw toolError('unreadable', `${file} cannot be read: ${reason(error)}.`, file, error);
  }
}

/**
 * Puts a text in the place of what was read, as a whole: a reader sees the old file or the new one, and so does who comes
 * after a crash. Mode and links stay; what is made anew is for the person alone, since there is a key in it. False, and
 * nothing done, where somebody has changed the file since it was read. Throws AditError where it may not be written.
 */
export function replaceText({ file, target, text: before }: TextFile, text: string): boolean {
  const mode = modeOf(target);
  if (mode !== undefined) refuseReadOnly(file, target, mode);
  const temporary = `${target}.adit-${randomUUID()}.tmp`;
  try {
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(handle, text);
      fchmodSync(handle, mode ?? 0o600);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (!isUnchanged(target, before)) return false;
    renameSync(temporary, target);
    return true;
  } catch (error) {
    throw toolError('unwritable', `${file} cannot be written: ${reason(error)}.`, file, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Takes the file away; false where somebody has changed it since it was read. */
export function removeText({ file, target, text }: TextFile): boolean {
  const mode = modeOf(target);
  if (mode !== undefined) refuseReadOnly(file, target, mode);
  if (!isUnchanged(target, text)) return false;
  rmSync(target, { force: true });
  return true;
}

/** The folders that a file needs and that are not there, the outermost first. */
export function missingFolders(file: string): string[] {
  const missing: string[] = [];
  for (let folder = dirname(file); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing;
}

/** Makes the folders that a file needs, for the person alone. Throws AditError where that cannot be. */
export function makeFolders(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toolError('unwritable', `${dirname(file)} cannot be made: ${reason(error)}.`, file, error);
  }
}

/** Takes folders away that are empty, the innermost first. */
export function removeFolders(folders: readonly string[]): void {
  try {
    for (const folder of folders.toReversed()) rmdirSync(folder);
  } catch {
    // Something of somebody else's is in it, or it is gone.
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A link may lead to a file that is not there yet. */
function targetOf(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? targetOf(resolve(dirname(file), readlinkSync(file))) : file;
  }
}

function readBytes(target: string): Buffer | undefined {
  try {
    return readFileSync(target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isUnchanged(target: string, before: string | undefined): boolean {
  const now = readBytes(target);
  return before === undefined ? now === undefined : (now?.equals(Buffer.from(before)) ?? false);
}

function modeOf(target: string): number | undefined {
  return statSync(target, { throwIfNoEntry: false })?.mode;
}

/** Renaming over a file needs no leave of the file itself, but who took it away meant something by it. */
function refuseReadOnly(file: string, target: string, mode: number): void {
  const owned = (mode & 0o200) !== 0;
  if (owned && isWritable(target) && isWritable(dirname(target))) return;
  const mend = owned ? `its folder ${dirname(target)} may not be written to` : `"chmod u+w ${target}" lifts that`;
  throw toolError('read-only', `${file} is read-only: ${mend}. Nothing was changed.`, file);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
