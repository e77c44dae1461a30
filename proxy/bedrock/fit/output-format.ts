import { asRecord } from '../json/values.ts';
import { type FitContext, note } from './context.ts';

/**
 * Structured output: the field where the model takes it, else the same wish in words, as the last block of the system
 * prompt, so that nothing before it changes and a cached prefix stays cached.
 *
 * Sources: ADR-026 (measured September 2026: `output_config.format` is refused by Claude 5 and by the Messages API);
 * Anthropic docs, structured outputs: `output_format` is the field's older name.
 */
export function fitOutputFormat(context: FitContext): void {
  const { body, surface, abilities } = context;
  if (body.has('output_format')) {
    const format = body.read('output_format');
    body.remove('output_format');
    body.write('output_config', { ...asRecord(body.read('output_config')), format });
  }
  const config = asRecord(body.read('output_config'));
  if (!config || config.format === undefined) return;
  const refused = context.lessons.refusedFields.includes('output_config.format');
  if (surface === 'invoke' && abilities?.structuredOutput !== false && !refused) return;
  const { format, ...rest } = config;
  if (Object.keys(rest).length > 0) body.write('output_config', rest);
  else body.remove('output_config');
  const schema = asRecord(format)?.schema;
  if (schema === undefined) {
    note(context, 'output_config.format dropped');
    return;
  }
  appendToSystem(
    context,
    'Respond with only a JSON value that conforms to this JSON schema: no other words, no code fence.\n' +
      JSON.stringify(schema),
  );
  note(context, 'output_config.format asked for in words');
}

function appendToSystem({ body }: FitContext, text: string): void {
  const block = { type: 'text', text };
  const blocks = body.array('system');
  if (blocks) {
    blocks.insert(blocks.length, block);
    return;
  }
  const system = body.read('system');
  body.write('system', typeof system === 'string' && system.trim() ? [{ type: 'text', text: system }, block] : [block]);
}
