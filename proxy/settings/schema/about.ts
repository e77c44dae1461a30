import * as v from 'valibot';

/** Where a setting is shown. */
export const GROUPS = [
  'connection',
  'models',
  'clients',
  'requests',
  'history',
  'budgets',
  'network',
  'notifications',
  'updates',
  'advanced',
] as const;
export type Group = (typeof GROUPS)[number];

/** What screens and the command line know of a setting besides its type and its limits, which stand in the schema. */
export interface About {
  readonly title: string;
  readonly description: string;
  readonly group: Group;
  /** `days`, `MB`, `US dollars`. */
  readonly unit?: string;
  /** Whether a change counts only from the next start on. */
  readonly needsRestart?: boolean;
  /** What stands in an empty field. */
  readonly example?: string;
}

export function about(title: string, description: string, more: Omit<About, 'title' | 'description'>): About {
  return { title, description, ...more };
}

/** A schema that says of itself what the setting is about. */
export function setting<const Schema extends v.GenericSchema>(schema: Schema, { title, description, ...more }: About) {
  return v.pipe(
    schema,
    v.title<v.InferOutput<Schema>, string>(title),
    v.description<v.InferOutput<Schema>, string>(description),
    v.metadata<v.InferOutput<Schema>, typeof more>(more),
  );
}

/** A text that is not empty. */
export const filled = v.pipe(v.string(), v.trim(), v.nonEmpty('It may not be empty.'));

/** An amount of money, in US dollars. */
export const dollars = v.pipe(v.number(), v.minValue(0));
