import { asRecord } from '../json/values.ts';
import type { ConverseBody } from './wire.ts';

/** Without these it is another request, or none. */
const KEPT = /^(?:messages|system|toolConfig(?:\.tools(?:\.\*(?:\.toolSpec(?:\.(?:name|inputSchema))?)?)?)?)$/;

/** Where a field may be that a refusal names by what is inside. */
const PLACES: readonly (readonly string[])[] = [[], ['additionalModelRequestFields'], ['inferenceConfig']];

/** The body without the fields that Bedrock refused by name in an earlier request to this model. */
export function dropRefused(body: ConverseBody, refused: readonly string[], notes: Set<string>): ConverseBody {
  if (refused.length === 0) return body;
  // What is inside is the client's own.
  const fitted = structuredClone(body) as Record<string, unknown>;
  for (const path of refused) {
    if (KEPT.test(path)) continue;
    const steps = path.split('.');
    // Each place is looked at.
    const found = PLACES.map((place) => removeAt(fitted, [...place, ...steps]));
    if (found.includes(true)) notes.add(`${path.replaceAll('.*', '')} dropped: refused before`);
  }
  return fitted as ConverseBody;
}

/** Removes what a path leads to, `*` standing for any index; what holds nothing more goes with it. */
function removeAt(value: unknown, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return false;
  if (Array.isArray(value)) {
    if (step !== '*' || rest.length === 0) return false;
    const found = value.map((item) => removeAt(item, rest));
    for (let index = value.length - 1; index >= 0; index--) {
      if (found[index] && isEmpty(value[index])) value.splice(index, 1);
    }
    return found.includes(true);
  }
  const record = asRecord(value);
  if (!record || !Object.hasOwn(record, step)) return false;
  const found = rest.length === 0 || removeAt(record[step], rest);
  if (rest.length === 0 || (found && isEmpty(record[step]))) delete record[step];
  return found;
}

function isEmpty(value: unknown): boolean {
  return Object.keys(asRecord(value) ?? { full: true }).length === 0;
}
