import type { MessagesSurface, Model } from '../catalogue/catalogue.ts';
import type { JsonObject } from '../json/tree.ts';
import type { Abilities } from './abilities.ts';

/** What earlier refusals taught about this model on this surface. */
export interface Lessons {
  /** Whether a beta flag was refused. */
  refusesBeta(flag: string): boolean;
  /** Paths of fields that were refused, with `*` for any index: `tools.*.strict`. */
  readonly refusedFields: readonly string[];
  /** The system role inside messages was refused. */
  readonly foldSystemRole: boolean;
  /** Tools were refused in a stream: such answers come whole. */
  readonly wholeToolCalls: boolean;
  /** Words that a block of the system prompt may not begin with. */
  readonly reservedWords: readonly string[];
}

/** A request on its way to one model and surface; the steps of fitting read and change it. */
export interface FitContext {
  readonly body: JsonObject;
  readonly surface: MessagesSurface;
  /** Undefined where the id tells nothing, as that of an application inference profile: then only the surface's rules hold. */
  readonly model: Model | undefined;
  readonly abilities: Abilities | undefined;
  readonly lessons: Lessons;
  /** Prefixes of beta flags that the person allows besides those of the table. */
  readonly allowedBetas: readonly string[];
  /** Whether cache breakpoints are set where the client sets none. */
  readonly autoCache: boolean;
  /** The flags that will be sent. */
  readonly betas: Set<string>;
  /** Further headers for the upstream request. */
  readonly headers: Record<string, string>;
  /** What was changed, for the person: short and without content. */
  readonly notes: string[];
}

/** More than this nobody reads, and clients limit the headers that notes are told in. */
const MAX_NOTES = 24;

/** What of the notes is told. */
export function told(notes: ReadonlySet<string>): string[] {
  return [...notes].slice(0, MAX_NOTES);
}

/** A note about something that was taken out or changed. */
export function note(context: FitContext, text: string): void {
  if (context.notes.length < MAX_NOTES && !context.notes.includes(text)) context.notes.push(text);
}

/** Whether a flag with one of these prefixes will be sent. */
export function hasBeta(context: FitContext, ...prefixes: string[]): boolean {
  return context.betas.values().some((flag) => prefixes.some((prefix) => flag.startsWith(prefix)));
}
