import * as v from 'valibot';
import type { Home } from '../../proxy/settings/home.ts';

const KeptSchema = v.object({
  /** Whether the first-run window has been shown. */
  greeted: v.optional(v.boolean(), false),
  /** Whether it was said what it means to quit while tools are set up. */
  toldOfTools: v.optional(v.boolean(), false),
});

/** What the app remembers of itself from run to run: no settings, since nobody sets it. */
export type Kept = v.InferOutput<typeof KeptSchema>;

const FILE = 'app.json';

/** What is kept; everything anew where the file is missing or cannot be read. */
export function readKept(home: Home): Kept {
  try {
    return v.parse(KeptSchema, JSON.parse(home.read(FILE) ?? '{}'));
  } catch {
    return v.parse(KeptSchema, {});
  }
}

export function keep(home: Home, news: Partial<Kept>): void {
  home.write(FILE, `${JSON.stringify({ ...readKept(home), ...news }, undefined, 2)}\n`);
}
