import type { JsonObject } from '../json/tree.ts';
import { asRecord } from '../json/values.ts';
import { type FitContext, note } from './context.ts';

/** Takes out the fields that Bedrock refused by name in an earlier request to this model on this surface. */
export function dropRefusedFields(context: FitContext): void {
  for (const path of context.lessons.refusedFields) {
    if (removePath(context.body, path.split('.')))
      note(context, `${path.replaceAll('.*', '')} dropped: refused before`);
  }
}

/**
 * Removes a field everywhere that a path leads to. Refusals name paths with the tag of a union in between
 * (`tools.0.custom.strict`, `messages.1.content.0.text.citations`): a step that is no member is such a tag.
 */
function removePath(body: JsonObject, path: readonly string[]): boolean {
  const [field, ...rest] = path;
  if (field === undefined) return false;
  if (rest.length === 0) return body.remove(field);
  const value = body.read(field);
  if (typeof value !== 'object' || value === null || !removeIn(value, rest)) return false;
  body.write(field, value);
  return true;
}

/** The same in a parsed value, which is changed; whether there was something to remove. */
export function removeIn(value: unknown, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return false;
  if (Array.isArray(value)) {
    if (step !== '*') return false;
    return value.filter((item) => removeIn(item, rest)).length > 0;
  }
  const record = asRecord(value);
  if (!record) return false;
  if (rest.length === 0) {
    if (!(step in record)) return false;
    delete record[step];
    return true;
  }
  // A text block has both: a tag and a member named text.
  return (isTag(record, step) && removeIn(record, rest)) || removeIn(record[step], rest);
}

function isTag(record: Record<string, unknown>, step: string): boolean {
  return record.type === step || (step === 'custom' && !('type' in record));
}
