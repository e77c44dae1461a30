import { expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted } from '../support/fitted.ts';

function without(parts: JsonObject, ...refusedFields: string[]) {
  return fitted(parts, { model: 'opus-5', lessons: { refusedFields } });
}

const tool = (fields: JsonObject = {}) => ({ name: 'T', input_schema: { type: 'object' }, ...fields });

test('a field at the top is left out, with a note', () => {
  const { body, notes } = without({ tomorrow: 1, safe: 2 }, 'tomorrow');
  expect(body).toMatchObject({ safe: 2 });
  expect(body).not.toHaveProperty('tomorrow');
  expect(notes).toEqual(['tomorrow dropped: refused before']);
});

test('a field inside is left out wherever its path leads', () => {
  const tools = [tool({ x: 1 }), tool({ name: 'U' }), tool({ name: 'V', x: { y: 2 } })];
  const { body, notes } = without({ tools }, 'tools.*.x');
  expect(body.tools).toEqual([tool(), tool({ name: 'U' }), tool({ name: 'V' })]);
  expect(notes).toEqual(['tools.x dropped: refused before']);
  expect(without({ a: { b: { c: 1, d: 2 } } }, 'a.b.c').body.a).toEqual({ b: { d: 2 } });
});

test('a step that names the kind of a thing is no member of it', () => {
  const content = [
    { type: 'text', text: 'a', citations: [] },
    { type: 'image', citations: 1, source: {} },
  ];
  const messages = [{ role: 'user', content }];
  const { body } = without(
    { messages, tools: [tool({ x: 1 })] },
    'messages.*.content.*.text.citations',
    'tools.*.custom.x',
  );
  expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'a' }, content[1]] }]);
  expect(body.tools).toEqual([tool()]);
  const { body: adaptive } = without(
    { thinking: { type: 'adaptive', display: 'omitted' } },
    'thinking.adaptive.display',
  );
  expect(adaptive.thinking).toEqual({ type: 'adaptive' });
});

test.each(['missing', 'messages.*.missing', 'max_tokens.deeper', 'tools.*.x', 'messages.role.x', '*', ''])(
  'a path that leads nowhere changes nothing: %j',
  (path) => {
    const { body, notes } = without({}, path);
    expect(body).toMatchObject({ max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] });
    expect(notes).toEqual([]);
  },
);
