import type { Defaults } from './defaults.ts';
import { openDefaults } from './defaults-place.ts';
import { openFile } from './file-place.ts';
import type { Path } from './files/format.ts';
import type { Kept } from './memory.ts';
import type { Get } from './merge.ts';
import type { Setup, Want } from './tool.ts';

/** What is wished of a place. */
export interface Wish {
  readonly tool: string;
  readonly kind: 'apply' | 'undo';
  readonly wants: readonly Want[];
  readonly kept: Kept | undefined;
  /** Adit's address. */
  readonly url: string;
}

/** What a wish comes down to, worked out and not yet done. */
export interface Plan {
  /** The change as a diff or as commands; empty where there is nothing to do. Secrets are in it. */
  readonly diff: string;
  /** What is remembered when it is done. */
  readonly kept: Kept | undefined;
  /** Keys that hold a value of the person's own: replaced by `apply`, left alone by `undo`. */
  readonly theirs: readonly { readonly path: Path; readonly value: unknown }[];
  /** Does it; false where somebody changed the place meanwhile, and nothing was done. */
  commit(): Promise<boolean>;
}

/** A place as it stands. */
export interface Place {
  readonly get: Get;
  plan(wish: Wish): Plan;
}

/** Reads a place. Rejects with AditError where it cannot be read or parsed. */
export async function openPlace({ where, wants }: Setup, kept: Kept | undefined, defaults: Defaults): Promise<Place> {
  if (where.kind === 'file') return openFile(where);
  const keys = [...wants, ...(kept?.keys ?? [])].map(({ path }) => path.join('.'));
  return openDefaults(where, new Set(keys), defaults);
}
