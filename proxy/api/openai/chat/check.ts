import * as v from 'valibot';
import { asRecord } from '../../../bedrock/json/values.ts';
import { refused } from '../refused.ts';

/** Reads JSON by a schema. Throws AditError (400) that begins with the path of what is wrong. */
export function check<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refused(`${v.getDotPath(issue) ?? 'body'}: ${wordsOf(issue)}.`);
}

/** Objects that one of their fields tells apart; `fallback` stands for those that lack it. */
export function byName<S extends Record<string, v.GenericSchema>>(
  field: string,
  schemas: S,
  fallback?: keyof S & string,
) {
  const unknown = v.looseObject({ [field]: v.picklist(Object.keys(schemas)) });
  return v.lazy((value) => {
    const name = asRecord(value)?.[field] ?? fallback;
    return typeof name === 'string' && Object.hasOwn(schemas, name) ? (schemas[name] as v.GenericSchema) : unknown;
  }) as unknown as v.GenericSchema<unknown, v.InferOutput<S[keyof S]>>;
}

function wordsOf(issue: v.BaseIssue<unknown>): string {
  if (issue.input === undefined) return 'this field is required';
  // Valibot's own words quote what came, which may be a prompt.
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  const expected = issue.expected ?? 'something else';
  const words = KINDS.get(expected) ?? expected.replace(/^\((.*)\)$/, 'one of $1').replaceAll(' | ', ', ');
  return `expected ${words}, but got ${kindOf(issue.input)}`;
}

const KINDS = new Map([
  ['Array', 'a list'],
  ['Object', 'an object'],
  ...['string', 'number', 'boolean'].map((kind) => [kind, `a ${kind}`] as const),
]);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
