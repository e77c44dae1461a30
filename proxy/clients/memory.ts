import * as v from 'valibot';
import type { Home } from '../settings/home.ts';
import { toolError } from './errors.ts';

const PathSchema = v.array(v.string());

const KeptSchema = v.object({
  /** Id of the tool. */
  tool: v.string(),
  where: v.variant('kind', [
    v.object({ kind: v.literal('file'), file: v.string(), format: v.picklist(['json', 'toml']) }),
    v.object({ kind: v.literal('defaults'), domain: v.string() }),
  ]),
  /** When it was set up first, in milliseconds since 1970. */
  since: v.number(),
  keys: v.array(v.object({ path: PathSchema, before: v.optional(v.unknown()), written: v.string() })),
  /** Whether Adit made the file, and which folders for it, the outermost first. */
  madeFile: v.boolean(),
  madeFolders: v.array(v.string()),
  /** Objects and tables that were not there before, the innermost first. */
  madeTables: v.array(PathSchema),
  /** Digest of the text that Adit wrote; while it is still that, the splices make the person's own of it, to the byte. */
  text: v.optional(v.string()),
  splices: v.array(v.object({ at: v.number(), drop: v.number(), text: v.string() })),
});

const MemorySchema = v.object({ version: v.literal(1), places: v.array(KeptSchema) });

/** What is remembered of a place that Adit has set up. */
export type Kept = v.InferOutput<typeof KeptSchema>;
export type KeptWhere = Kept['where'];

/** The file in Adit's home; the person alone may read it, since what was there before may be a key of somebody's. */
export const MEMORY_FILE = 'undo.json';

/** All that is remembered. Throws AditError where the file is damaged: undoing on a guess would lose what was there. */
export function readMemory(home: Home): readonly Kept[] {
  const text = home.read(MEMORY_FILE);
  if (text === undefined) return [];
  try {
    return v.parse(MemorySchema, JSON.parse(text)).places as Kept[];
  } catch (error) {
    const file = home.file(MEMORY_FILE);
    const mend = 'Mend it, or delete it and restore the settings of the tools by hand.';
    throw toolError('memory-damaged', `${file}, where Adit remembers what to undo, is damaged. ${mend}`, file, error);
  }
}

/** Remembers a place anew, or forgets it. */
export function remember(home: Home, where: KeptWhere, kept: Kept | undefined): void {
  const others = readMemory(home).filter((it) => nameOf(it.where) !== nameOf(where));
  const places = kept ? [...others, kept] : others;
  home.write(MEMORY_FILE, `${JSON.stringify({ version: 1, places }, null, 2)}\n`);
}

/** What is remembered of one place. */
export function recall(home: Home, where: KeptWhere): Kept | undefined {
  return readMemory(home).find((it) => nameOf(it.where) === nameOf(where));
}

/** A place for people, and to know it by. */
export function nameOf(where: KeptWhere): string {
  return where.kind === 'file' ? where.file : `defaults ${where.domain}`;
}
