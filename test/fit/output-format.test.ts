import { expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted, unfitted } from '../support/fitted.ts';

const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
const format = { type: 'json_schema', schema };
const inWords = {
  type: 'text',
  text: `Respond with only a JSON value that conforms to this JSON schema: no other words, no code fence.\n${JSON.stringify(schema)}`,
};
const note = 'output_config.format asked for in words';

test.each(['sonnet-4-6', 'opus-4-6', 'sonnet-4-5', 'opus-4-5', 'haiku-4-5'])('%s has a field for it', (model) => {
  for (const parts of [{ output_config: { format } }, { output_format: format }] as JsonObject[]) {
    const { body, notes, refusal } = fitted(parts, { model, surface: 'invoke' });
    expect(body.output_config).toEqual({ format });
    expect(body).not.toHaveProperty('output_format');
    expect({ notes, refusal }).toEqual({ notes: [] });
  }
});

test.each([
  ['opus-5', 'messages'],
  ['opus-5', 'invoke'],
  ['opus-4-8', 'invoke'],
  ['haiku-4-5', 'messages'],
  ['opus-4-1', 'invoke'],
] as const)('%s on %s is asked in words, behind the system prompt', (model, surface) => {
  const parts = {
    output_config: { format },
    system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral' } }],
  };
  expect(unfitted(parts, { model, surface })).toBe('output_config.format: Extra inputs are not permitted');
  const { body, text, notes, refusal } = fitted(parts, { model, surface });
  expect(body.system).toEqual([...parts.system, inWords]);
  expect(text).toContain(JSON.stringify(parts.system[0]));
  expect(body).not.toHaveProperty('output_config');
  expect({ notes, refusal }).toEqual({ notes: [note] });
});

test('the words are appended to a prompt that is a string, and are one where there is none', () => {
  const asked = (system?: unknown) => fitted({ output_config: { format }, system }, { model: 'opus-5' }).body.system;
  expect(asked('be kind')).toEqual([{ type: 'text', text: 'be kind' }, inWords]);
  expect(asked()).toEqual([inWords]);
  expect(asked('  ')).toEqual([inWords]);
});

test('effort beside the format stays', () => {
  const { body, refusal } = fitted({ output_config: { effort: 'low', format } }, { model: 'opus-5' });
  expect({ config: body.output_config, refusal }).toEqual({ config: { effort: 'low' } });
});

test('a field that was refused before is asked in words from then on', () => {
  const wish = { lessons: { refusedFields: ['output_config.format'] } };
  const { body, notes } = fitted({ output_config: { format } }, wish);
  expect({ system: body.system, notes }).toEqual({ system: [inWords], notes: [note] });
});

test('a format without a schema is dropped', () => {
  const { body, notes, refusal } = fitted({ output_config: { format: { type: 'text' } } }, { model: 'opus-5' });
  expect(body).not.toHaveProperty('output_config');
  expect({ notes, refusal }).toEqual({ notes: ['output_config.format dropped'] });
});
