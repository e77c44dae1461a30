import { AditError } from '../errors.ts';
import { resolve, type Target } from '../routing/resolve.ts';
import type { DoctorContext } from './context.ts';

/** Names that tools ask for where nobody chose one, the least costly first. */
const DEFAULTS = ['haiku', 'sonnet', 'opus', 'fable'];

/** What a name leads to from here. */
export interface NamedTarget {
  readonly name: string;
  /** Whether the person made the name. */
  readonly isOwn: boolean;
  /** Undefined where the name leads nowhere, and `why` says so. */
  readonly target: Target | undefined;
  readonly why: string;
}

/** The default names and the person's own, with what each leads to. */
export async function namedTargets({ resolution }: Pick<DoctorContext, 'resolution'>): Promise<NamedTarget[]> {
  const found = await resolution();
  const own = Object.keys(found.aliases);
  const names = [...DEFAULTS.filter((name) => !own.includes(name)), ...own];
  return names.map((name) => {
    const isOwn = own.includes(name);
    try {
      return { name, isOwn, target: resolve(name, found)[0], why: '' };
    } catch (error) {
      return { name, isOwn, target: undefined, why: error instanceof AditError ? error.message : String(error) };
    }
  });
}

/** Those of them that lead to something that the account does not lack. */
export async function usableNames(
  context: Pick<DoctorContext, 'resolution'>,
): Promise<(NamedTarget & { readonly target: Target })[]> {
  const { known } = await context.resolution();
  return (await namedTargets(context)).flatMap((named) => {
    const { target } = named;
    return target && known.isListed(target.modelId) !== false ? [{ ...named, target }] : [];
  });
}

/**
 * The name to try: one of the person's own for an inference profile of their account, since the role may be allowed
 * nothing else (https://github.com/anthropics/claude-code/issues/6191); else the first.
 */
export function preferred<T extends NamedTarget>(names: readonly T[]): T | undefined {
  return names.find(({ isOwn, target }) => isOwn && target?.modelId.startsWith('arn:')) ?? names[0];
}
