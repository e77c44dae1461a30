import type { KeyRing } from '../guard/keys.ts';
import type { ToolKeys } from './keys.ts';

/** A key of its own for each tool, so that history, budgets and revocation know it by its name. */
export function ringKeys(ring: KeyRing): ToolKeys {
  const rowOf = (tool: string) => ring.list().find(({ name }) => name === tool);
  return {
    keyFor: (tool) => ring.add(tool),
    existing: async (tool) => (rowOf(tool) ? ring.keyOf(tool) : undefined),
    lastUsed: async (tool) => rowOf(tool)?.lastUsed ?? null,
  };
}
