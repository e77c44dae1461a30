import type { KeyRing } from '../guard/keys.ts';

/** Where tools get their keys from. */
export interface ToolKeys {
  /** The key of a tool; made if it has none yet. */
  keyFor(tool: string): Promise<string>;
  /** Whether a tool has a key, which nobody has revoked. */
  has(tool: string): boolean;
  /** The key of a tool, if it has one that can be read. */
  existing(tool: string): Promise<string | undefined>;
  /** When a request last brought the tool's key, as ISO 8601; null where none has, or it is not known. */
  lastUsed(tool: string): Promise<string | null>;
}

/** A key of its own for each tool, by which history, budgets and revocation know it. */
export function ringKeys(ring: KeyRing): ToolKeys {
  const rowOf = (tool: string) => ring.list().find(({ name }) => name === tool);
  return {
    keyFor: (tool) => ring.add(tool),
    has: (tool) => rowOf(tool) !== undefined,
    existing: async (tool) => (rowOf(tool) ? ring.keyOf(tool).catch(() => undefined) : undefined),
    lastUsed: async (tool) => rowOf(tool)?.lastUsed ?? null,
  };
}
