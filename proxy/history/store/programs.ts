import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { holderOf } from '../../sockets/holder.ts';

/** The program behind a connection. */
export interface Program {
  readonly process: string | null;
  /** The folder that it works in, where that says something. */
  readonly folder: string | null;
}

/** How long a connection is believed to be the same, by its port, after it was last asked about; in milliseconds. */
const KEPT_MS = 60_000;

const UNKNOWN: Program = { process: null, folder: null };

/** Finds the programs behind connections to this one: each connection is looked for once. */
export class Programs {
  readonly #found = new Map<number, { program: Promise<Program>; timer: NodeJS.Timeout }>();

  /** The program that has the other end of a connection, by the port that it has it on. Never rejects. */
  behind(port: number): Promise<Program> {
    const known = this.#found.get(port);
    known?.timer.refresh();
    if (known) return known.program;
    const program = look(port);
    const timer = setTimeout(() => this.#found.delete(port), KEPT_MS).unref();
    this.#found.set(port, { program, timer });
    return program;
  }
}

async function look(port: number): Promise<Program> {
  const holder = await holderOf(port, 'connected', process.pid);
  if (!holder) return UNKNOWN;
  return { process: holder.name, folder: holder.folder !== null && isProject(holder.folder) ? holder.folder : null };
}

/** Programs that were started from nowhere in particular work in the root, or at home. */
function isProject(folder: string): boolean {
  return dirname(folder) !== folder && folder !== homedir();
}
