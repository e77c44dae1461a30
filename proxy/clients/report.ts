import { nameOf } from './memory.ts';
import type { State } from './merge.ts';
import type { Plan } from './place.ts';
import { redact, shown } from './redact.ts';
import type { Setup, Tool } from './tool.ts';

/** A value of the person's own that is replaced by setting up, or left alone by undoing. */
export interface Told {
  readonly place: string;
  /** Names on the way to the value, with dots between them. */
  readonly key: string;
  /** For people; a secret is not shown. */
  readonly value: string;
}

/** What was done, or would be, in words that may be shown: no secret is in it. */
export interface ToolReport {
  readonly tool: string;
  readonly title: string;
  /** How the tool stands now; after a preview: before it is done. */
  readonly state: State;
  /** Each place that changes, with a unified diff, or with commands for macOS's user defaults. */
  readonly changes: readonly { readonly place: string; readonly diff: string }[];
  readonly told: readonly Told[];
  /** What is worth knowing besides. */
  readonly notes: readonly string[];
}

/** What plans come to, in words that may be shown. */
export function reportOf(tool: Tool, setups: readonly Setup[], plans: readonly Plan[], state: State): ToolReport {
  const secrets = setups.flatMap(({ wants }) =>
    wants.filter(({ role }) => role === 'key').map(({ value }) => String(value)),
  );
  const placed = setups.map(({ where }, at) => ({ place: nameOf(where), plan: plans[at] as Plan }));
  return {
    tool: tool.id,
    title: tool.title,
    state,
    changes: placed
      .filter(({ plan }) => plan.diff !== '')
      .map(({ plan, place }) => ({ place, diff: redact(plan.diff, secrets) })),
    told: placed.flatMap(({ plan, place }) =>
      plan.theirs.map(({ path, value }) => ({ place, key: path.join('.'), value: shown(path, value) })),
    ),
    notes: tool.afterwards !== undefined && plans.some(({ diff }) => diff !== '') ? [tool.afterwards] : [],
  };
}
