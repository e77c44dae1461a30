import { asRecord } from '../json/values.ts';
import type { ConverseContext } from './context.ts';
import type { ConverseBody } from './wire.ts';

/** A wanted form of the answer: the field for it, or the same wish in words. */
export interface OutputFormat {
  readonly field: Pick<ConverseBody, 'outputConfig'>;
  readonly words: readonly string[];
}

/** Names under which a refusal may have named the field. */
const REFUSED = /(?:^|\.)(?:outputConfig|textFormat|output_config(?:\.format)?|response_format)(?:\.|$)/;

/**
 * Structured output: the field where the model takes it, else words
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html).
 */
export function toOutputFormat({ request, target, abilities, notes }: ConverseContext): OutputFormat {
  // The older name of the field.
  const format = request.output_config?.format ?? asRecord(request.output_format);
  if (!format) return { field: {}, words: [] };
  const schema = asRecord(format.schema);
  if (!schema) {
    notes.add('output_config.format dropped');
    return { field: {}, words: [] };
  }
  const text = JSON.stringify(schema);
  const refused = target.lessons.refusedFields.some((path) => REFUSED.test(path));
  if (abilities.structuredOutput && !refused) {
    const structure = { jsonSchema: { schema: text, name: 'answer' } };
    return { field: { outputConfig: { textFormat: { type: 'json_schema', structure } } }, words: [] };
  }
  notes.add('output_config.format asked for in words');
  const wish = 'Respond with only a JSON value that conforms to this JSON schema: no other words, no code fence.\n';
  return { field: {}, words: [wish + text] };
}
