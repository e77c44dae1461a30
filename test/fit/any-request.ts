import fc from 'fast-check';
import type { JsonObject } from '../../proxy/demo/call.ts';

/** A request that Anthropic's own API takes, from a client that knows nothing of Bedrock. */
export interface AnyRequest {
  betas: string[];
  version: string;
  body: JsonObject;
}

const flags =
  'claude-code-20250219 interleaved-thinking-2025-05-14 context-management-2025-06-27 per-turn-control-2026-07-01 mid-conversation-tool-changes-2026-07-01 mid-conversation-output-config-2026-07-01 thinking-token-count-2026-05-13 thinking-display-updates-2026-08-18 thinking-binding-controls-2026-08-01 advanced-tool-use-2025-11-20 effort-2025-11-24 context-1m-2025-08-07 compact-2026-01-12 oauth-2025-04-20 dangerous-tool-use-2026-09-03 afk-mode-2026-01-31 tool-examples-2025-10-29 fine-grained-tool-streaming-2025-05-14 computer-use-2025-11-24 structured-outputs-2025-12-15 structured-outputs-2025-11-13 extended-cache-ttl-2025-04-11 fast-mode-2026-02-01'.split(
    ' ',
  );

const text = { type: 'text', text: 'words' };
const blank = { type: 'text', text: ' ' };
const thought = { type: 'thinking', thinking: '', signature: 'c2ln', cache_control: { type: 'ephemeral' } };
const hidden = { type: 'redacted_thinking', data: 'b3BhcXVl' };
const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
const call = (id: string) => ({ type: 'tool_use', id, name: 'a', input: { path: 'x' } });
const result = (id: string, content: unknown) => ({ type: 'tool_result', tool_use_id: id, content });

const user = (...content: unknown[]) => ({ role: 'user', content });
const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
const system = (content: unknown, more: JsonObject = {}) => ({ role: 'system', content, ...more });
const loop = (...head: unknown[]) => [
  user(text),
  assistant(...head, call('t1'), call('t2')),
  user(result('t1', 'ok'), result('t2', [text, picture]), text),
  system('note'),
  system([text, blank]),
];

/** The last two call tools without thinking, which adaptive thinking may do, and a budget may not. */
const conversations: [unthinking: boolean, turns: JsonObject[]][] = [
  [false, [{ role: 'user', content: 'words' }]],
  [false, [user(blank, text, picture), system('one'), system('two'), assistant(text, blank), user(text)]],
  [false, [user(text), assistant(blank), system(text, { output_config: { effort: 'low' } }), user(text, text)]],
  [false, loop(thought)],
  [false, [...loop(thought, text), assistant(hidden, call('t3')), user(result('t3', []))]],
  [true, loop(text)],
  [true, [...loop(), assistant(text), user(text)].slice(0, -2)],
];

const marks = (ttl: string | undefined) =>
  fc.constantFrom(
    undefined,
    { type: 'ephemeral', ...(ttl ? { ttl } : {}) },
    { type: 'ephemeral', scope: 'global', ...(ttl ? { ttl } : {}) },
  );
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

function toolsOf(mark: fc.Arbitrary<unknown>): fc.Arbitrary<JsonObject[]> {
  const fields = {
    description: fc.constant('words'),
    eager_input_streaming: fc.boolean(),
    strict: fc.boolean(),
    allowed_callers: fc.constant(['direct']),
    input_examples: fc.constant([{ path: 'x' }]),
  };
  const tool = (name: string, more: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ ...fields, ...more }, { requiredKeys: [] }).map((rest) => {
      return { name, input_schema: { type: 'object' }, ...rest };
    });
  return fc.tuple(
    tool('a', { cache_control: mark, defer_loading: fc.constant(false) }),
    tool('b', { defer_loading: fc.boolean() }),
    tool('c', { custom: fc.constant({ defer_loading: true }) }),
  );
}

const thinkingForms = [
  undefined,
  { type: 'adaptive' },
  { type: 'adaptive', display: 'omitted' },
  { type: 'adaptive', display: 'updates' },
  { type: 'enabled', budget_tokens: 31_999 },
  { type: 'enabled', budget_tokens: 1024 },
  { type: 'disabled' },
];
const edits = ['clear_thinking_20251015', 'clear_tool_uses_20250919', 'compact_20260112'];
const formats = { type: 'json_schema', schema: { type: 'object', properties: { a: { type: 'string' } } } };

/** Requests with anything in them that Anthropic's API documents, in any combination that it takes. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc
  .record({ ttl: fc.constantFrom(undefined, '5m', '1h'), thinking: fc.constantFrom(...thinkingForms) })
  .chain(({ ttl, thinking }) => {
    const mark = marks(ttl);
    const turns = conversations.filter(([unthinking]) => !(unthinking && thinking?.type === 'enabled'));
    const thinks = thinking !== undefined && thinking.type !== 'disabled';
    const body = fc.record({
      max_tokens: fc.constantFrom(1, 100, 1500, 32_000, 64_000, 128_000),
      thinking: fc.constant(thinking),
      temperature: maybe(fc.constantFrom(0, 0.5, 1)),
      top_p: maybe(fc.constantFrom(0.5, 0.99)),
      top_k: maybe(fc.constant(5)),
      output_config: maybe(
        fc.record(
          { effort: fc.constantFrom('low', 'medium', 'high', 'xhigh', 'max'), format: fc.constant(formats) },
          { requiredKeys: [] },
        ),
      ),
      tools: toolsOf(mark),
      tool_choice: maybe(
        fc.constantFrom<JsonObject>({ type: 'auto' }, { type: 'any' }, { type: 'tool', name: 'a' }, { type: 'none' }),
      ),
      system: maybe(
        fc.oneof(
          fc.constant('words'),
          fc.array(mark, { maxLength: 5 }).map((all) => [blank, ...all.map(marked)]),
        ),
      ),
      cache_control: mark,
      context_management: maybe(
        fc.subarray(thinks ? edits : edits.slice(1)).map((types) => ({ edits: types.map((type) => ({ type })) })),
      ),
      metadata: maybe(fc.constantFrom({ user_id: 'me' }, { user_id: '{"session_id":"s","device_id":"d"}' })),
      safeguards: maybe(fc.constant([{ type: 'dangerous_tool_use' }])),
      service_tier: maybe(fc.constantFrom('auto', 'standard_only', 'priority')),
      speed: maybe(fc.constant('fast')),
      container: maybe(fc.constant('container_1')),
      inference_geo: maybe(fc.constant('us')),
      stop_sequences: maybe(fc.constant(['END'])),
      stream: fc.boolean(),
      messages: fc.constantFrom(...turns.map(([, messages]) => messages)),
    });
    return fc.record({ betas: fc.subarray(flags), version: fc.constantFrom('2023-06-01', '2026-10-21'), body });
  });

function marked(cache_control: unknown): JsonObject {
  return { ...text, ...(cache_control ? { cache_control } : {}) };
}
