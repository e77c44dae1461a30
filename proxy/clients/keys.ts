import { localKey, readSecret } from '../guard/key.ts';
import type { Home } from '../settings/home.ts';

/** Where tools get their keys from. */
export interface ToolKeys {
  /** The key of a tool; made if it has none yet. */
  keyFor(tool: string): Promise<string>;
  /** The key of a tool, if it has one. */
  existing(tool: string): Promise<string | undefined>;
  /** When a request last brought the tool's key, as ISO 8601; null where none has, or it is not known. */
  lastUsed(tool: string): Promise<string | null>;
}

/** One key for all of them: that of the home. */
export function oneKey(home: Home): ToolKeys {
  return {
    keyFor: async () => localKey(home),
    existing: async () => readSecret(home, 'key'),
    lastUsed: async () => null,
  };
}
