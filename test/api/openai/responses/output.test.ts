import { describe, expect, test } from 'vitest';
import { answer } from '../../../bedrock/scenarios.ts';
import { openRoad } from '../../../support/road.ts';
import { serve } from '../../../support/served.ts';
import { type ResponseBody, responseIn, translated } from './support.ts';

const schema = {
  type: 'object',
  properties: { count: { type: 'integer', minimum: 1 }, name: { type: 'string', minLength: 1 } },
  required: ['count', 'name'],
};
const text = (format: object) => ({ text: { format } });
const asked = text({ type: 'json_schema', name: 'counted', strict: true, schema });

test('a schema gets the form that Claude can be held to', () => {
  expect(translated(asked).body.output_config).toEqual({
    format: {
      type: 'json_schema',
      schema: {
        ...schema,
        properties: {
          count: { type: 'integer', description: '{minimum: 1}' },
          name: { type: 'string', description: '{minLength: 1}' },
        },
        additionalProperties: false,
      },
    },
  });
});

test('a schema that no model can be held to is asked for in words, as JSON of any shape is', () => {
  const dictionary = { type: 'object', additionalProperties: { type: 'string' } };
  const { body } = translated(text({ type: 'json_schema', name: 'words', schema: dictionary }));
  expect(body).not.toHaveProperty('output_config');
  expect(JSON.stringify(body.system)).toContain(JSON.stringify(JSON.stringify(dictionary)).slice(1, -1));
  expect(translated(text({ type: 'text' })).body).toEqual(translated({}).body);
});

describe('a model that cannot be held to a schema is made to call a tool, whose input is the answer:', () => {
  const call = { type: 'tool_use', id: 'toolu_1', name: 'json_response', input: { count: 1, name: 'a' } };
  const aside = { type: 'text', text: 'Here you are.' };

  test.each([
    ['called', [call], '{"count":1,"name":"a"}'],
    ['called beside other words', [aside, call, aside], '{"count":1,"name":"a"}'],
    ['called twice', [call, { ...call, id: 'toolu_2', input: { count: 2 } }], '{"count":1,"name":"a"}'],
    ['called with nothing', [{ ...call, input: {} }], '{}'],
    ['not called', [{ ...aside, text: '{"count":2}' }], '{"count":2}'],
  ])('%s', async (_, content, said) => {
    const stop_reason = content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
    await using road = await openRoad({ scenario: answer({ content, stop_reason }) });
    const body = { model: 'nova-pro', input: 'hello', ...asked };
    const whole = await serve(road, body, { path: '/v1/responses' });
    expect(whole.sent?.body.toolConfig).toMatchObject({ toolChoice: { tool: { name: 'json_response' } } });
    const streamed = await serve(road, { ...body, stream: true }, { path: '/v1/responses' });
    for (const response of [JSON.parse(whole.text) as ResponseBody, responseIn(streamed.text)]) {
      expect(response).toMatchObject({ status: 'completed', incomplete_details: null });
      expect(response.output).toMatchObject([{ type: 'message', status: 'completed', content: [{ text: said }] }]);
      expect(response.output).toHaveLength(1);
    }
  });

  test('but not where the client has tools of its own', async () => {
    await using road = await openRoad();
    const own = { tools: [{ type: 'function', name: 'f', parameters: null }] };
    const { sent } = await serve(
      road,
      { model: 'nova-pro', input: 'hello', ...asked, ...own },
      { path: '/v1/responses' },
    );
    expect(sent?.body.toolConfig).toMatchObject({ tools: [{ toolSpec: { name: 'f' } }] });
    expect(sent?.body.toolConfig).not.toHaveProperty('toolChoice');
    expect(JSON.stringify(sent?.body.system)).toContain('conforms to this JSON schema');
  });
});
