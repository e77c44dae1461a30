import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { fitted, unfitted } from '../support/fitted.ts';

const tool = (fields: JsonObject = {}) => ({ name: 'Read', input_schema: { type: 'object' }, ...fields });
const other = { name: 'Write', input_schema: { type: 'object' } };
const toolSearch = ['tool-search-tool-2025-10-19'];
const fgts = 'fine-grained-tool-streaming-2025-05-14';

test.each(['web_search_20250305', 'web_fetch_20250910', 'code_execution_20250825', 'advisor_20260301', 'mcp_toolset'])(
  "%s, which Anthropic's own API runs, is a clear 400",
  (type) => {
    const tools = [tool(), { type, name: 'x' }];
    expect(unfitted({ tools })).toBe(`tools.1: tool type '${type}' is not supported`);
    expect(() => fitted({ tools })).toThrow(`tools.1: tool type "${type}" is not supported on Amazon Bedrock`);
    expect(() => fitted({ tools })).toThrow(expect.objectContaining({ status: 400, shouldRetry: false }));
  },
);

test.each(['bash_20250124', 'text_editor_20250728', 'memory_20250818'])('%s runs at the client, and stays', (type) => {
  const tools = [{ type, name: 'x' }];
  const { text, notes, refusal } = fitted({ tools });
  expect(text).toContain(JSON.stringify(tools));
  expect({ notes, refusal }).toEqual({ notes: [], refusal: undefined });
});

test('an empty list of tools goes, and the choice among them with it', () => {
  expect(unfitted({ tools: [] })).toContain('List should have at least 1 item');
  const { body, refusal } = fitted({ tools: [], tool_choice: { type: 'auto' } });
  expect({ tools: body.tools, tool_choice: body.tool_choice, refusal }).toEqual({});
});

test('a tool with nothing to change is sent byte for byte, unknown fields and all', () => {
  const json = '{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[ {"name":"T" ,"x":1e2} ]}';
  expect(fitted(json).text).toContain('[ {"name":"T" ,"x":1e2} ]');
});

interface FieldCase {
  field: string;
  value: unknown;
  flag?: string;
  /** Model and surface that take the field as it is. */
  taken: [model: string, surface: 'messages' | 'invoke'][];
  refused: [model: string, surface: 'messages' | 'invoke'][];
}
const fieldCases: FieldCase[] = [
  {
    field: 'defer_loading',
    value: false,
    flag: 'tool-search-tool-2025-10-19',
    taken: [],
    refused: [
      ['opus-5', 'messages'],
      ['sonnet-4-6', 'invoke'],
    ],
  },
  {
    field: 'input_examples',
    value: [{ path: 'a' }],
    flag: 'tool-examples-2025-10-29',
    taken: [],
    refused: [
      ['opus-5', 'messages'],
      ['sonnet-4-6', 'invoke'],
    ],
  },
  {
    field: 'strict',
    value: true,
    taken: [
      ['sonnet-4-6', 'invoke'],
      ['haiku-4-5', 'invoke'],
    ],
    refused: [
      ['opus-5', 'messages'],
      ['opus-5', 'invoke'],
      ['haiku-4-5', 'messages'],
      ['opus-4-1', 'invoke'],
    ],
  },
  {
    field: 'allowed_callers',
    value: ['direct'],
    taken: [],
    refused: [
      ['opus-5', 'messages'],
      ['sonnet-4-6', 'invoke'],
    ],
  },
];

describe.each(fieldCases)('tools.$field', ({ field, value, flag, taken, refused }) => {
  test.each(refused)('would be refused by %s on %s, and is dropped with a note', (model, surface) => {
    const tools = [tool({ [field]: value })];
    expect(unfitted({ tools }, { model, surface })).toBe(`tools.0.custom.${field}: Extra inputs are not permitted`);
    const { body, notes, refusal } = fitted({ tools }, { model, surface });
    expect(body.tools).toEqual([tool()]);
    expect({ notes, refusal }).toEqual({ notes: [`tools.${field} dropped`], refusal: undefined });
  });

  test('stays with its flag, where there is one', () => {
    const tools = [tool({ [field]: value })];
    for (const model of flag ? ['opus-5', 'sonnet-4-6'] : []) {
      const { body, notes, refusal } = fitted({ tools }, { model, betas: [flag ?? ''] });
      expect({ tools: body.tools, notes, refusal }).toEqual({ tools, notes: [] });
    }
  });

  test.for(taken)('is sent to %s on %s', ([model, surface]) => {
    const tools = [tool({ [field]: value })];
    const { body, notes, refusal } = fitted({ tools }, { model, surface });
    expect({ tools: body.tools, notes, refusal }).toEqual({ tools, notes: [] });
  });
});

describe('tools.custom', () => {
  test('is refused, and what it says of loading is said on the tool', () => {
    const tools = [tool(), { ...other, custom: { defer_loading: true } }];
    expect(unfitted({ tools }, { betas: toolSearch })).toBe('tools.1.custom.custom: Extra inputs are not permitted');
    const { body, notes, refusal } = fitted({ tools }, { betas: ['advanced-tool-use-2025-11-20'] });
    expect(body.tools).toEqual([tool(), { ...other, defer_loading: true }]);
    expect({ notes, refusal }).toEqual({ notes: ['tools.custom dropped'], refusal: undefined });
  });

  test('goes whole where tool search is not asked for, and does not overrule the tool', () => {
    const tools = [tool({ custom: { defer_loading: true } })];
    expect(fitted({ tools }).body.tools).toEqual([tool()]);
    const both = [tool({ defer_loading: false, custom: { defer_loading: true } }), { ...other, custom: 'odd' }];
    expect(fitted({ tools: both }, { betas: toolSearch }).body.tools).toEqual([tool({ defer_loading: false }), other]);
  });
});

describe('tools.eager_input_streaming', () => {
  const tools = [tool({ eager_input_streaming: true })];

  test.each(['opus-5', 'sonnet-5-5'])('is left to %s on the Messages API', (model) => {
    const { body, betas, notes, refusal } = fitted({ tools }, { model });
    expect({ tools: body.tools, betas, notes, refusal }).toEqual({ tools, betas: [], notes: [] });
  });

  test.each([
    ['opus-5', 'invoke'],
    ['opus-4-8', 'messages'],
    ['haiku-4-5', 'messages'],
    ['sonnet-4-6', 'invoke'],
  ] as const)('would be refused by %s on %s, and becomes a flag', (model, surface) => {
    expect(unfitted({ tools }, { model, surface })).toContain('eager_input_streaming: Extra inputs');
    const { body, betas, notes, refusal } = fitted({ tools }, { model, surface });
    expect({ tools: body.tools, betas, refusal }).toEqual({ tools: [tool()], betas: [fgts] });
    expect(notes).toEqual(['tools.eager_input_streaming sent as a beta']);
  });

  test('that is switched off asks for no flag, and a flag that is refused is not sent', () => {
    expect(fitted({ tools: [tool({ eager_input_streaming: false })] })).toMatchObject({
      betas: [],
      refusal: undefined,
    });
    expect(fitted({ tools }, { model: 'opus-4-7' })).toMatchObject({ betas: [], refusal: undefined });
    const lessons = { refusesBeta: (flag: string) => flag === fgts };
    expect(fitted({ tools }, { lessons })).toMatchObject({ betas: [], body: { tools: [tool()] } });
  });
});
