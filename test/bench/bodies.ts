/** Bodies shaped like those of Claude Code: cached system blocks, twelve tools, turns with thinking and tool results. */

const TOOLS = [
  'Agent',
  'Bash',
  'Edit',
  'Glob',
  'Grep',
  'Read',
  'Skill',
  'Task',
  'TodoWrite',
  'ToolSearch',
  'WebFetch',
  'Write',
];

const PROSE =
  'Use the tool when a file must be read before it is changed; prefer exact paths, quote what is uncertain — and ' +
  'say what was left out…\n- Never guess a path.\n- “Quoted” text stays quoted.\n';

const SOURCE =
  '  12\texport function naïve(größe: number): string {\n  13\t  // überprüft: 設定を読む → ok ✓\n' +
  '  14\t  return `${' +
  'größe}\\t"escaped" \\u00e9`;\n  15\t}\n';

const COUNTER = '#00000000';
const EPHEMERAL = { type: 'ephemeral' };

/** What InvokeModel wants in place of the fields `model` and `stream`. */
const INVOKE_FIELDS = { anthropic_version: 'bedrock-2023-05-31' };

/** A request as a client of the Messages API sends it, of exactly `bytes` bytes. */
export function messagesBody(bytes: number, model: string): Buffer {
  return filled(bytes, { model, ...fields(bytes), stream: true });
}

/** The same request as InvokeModel takes it, for callers that talk to it without a proxy. */
export function invokeBody(bytes: number): Buffer {
  return filled(bytes, { ...INVOKE_FIELDS, ...fields(bytes) });
}

/** The body with a number of its own in its newest message, so that no two requests of a run are the same bytes. */
export function numbered(body: Buffer, n: number): Buffer {
  const copy = Buffer.from(body);
  copy.write(String(n).padStart(COUNTER.length - 1, '0'), copy.lastIndexOf(COUNTER) + 1, 'latin1');
  return copy;
}

function fields(bytes: number): Record<string, unknown> {
  return bytes < 20_000 ? shortFields() : longFields(bytes);
}

function shortFields(): Record<string, unknown> {
  return {
    messages: [{ role: 'user', content: [{ type: 'text', text: `Say hello — ${COUNTER}` }] }],
    system: [{ type: 'text', text: 'You are a CLI’s helper. ', cache_control: EPHEMERAL }],
    tools: [tool('Bash', 0)],
    ...settings(),
  };
}

function longFields(bytes: number): Record<string, unknown> {
  const tools = TOOLS.map((name) => tool(name, 12));
  const system = [
    { type: 'text', text: 'x-billing: cli' },
    { type: 'text', text: 'You are a CLI’s helper.', cache_control: EPHEMERAL },
    { type: 'text', text: PROSE.repeat(90), cache_control: EPHEMERAL },
  ];
  const head = { system, tools, ...settings() };
  const messages: object[] = [{ role: 'user', content: [{ type: 'text', text: 'Please fix the failing test…' }] }];
  const newest = { type: 'text', text: `Go on — ${COUNTER}`, cache_control: EPHEMERAL };
  // A turn is about 3 KB; the last bytes are made up by `filled`.
  const room = bytes - 4000 - size(head);
  for (let n = 0, used = 0; used < room; n++) {
    const turn = toolTurn(n);
    messages.push(...turn);
    used += size(turn);
  }
  messages.push({ role: 'user', content: [newest] });
  return { messages, ...head };
}

function toolTurn(n: number): object[] {
  const id = `toolu_bdrk_01${String(n).padStart(10, '0')}`;
  const signature = Buffer.alloc(300, `signature ${n}`).toString('base64');
  return [
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: `The user wants — ${PROSE}`, signature },
        { type: 'text', text: `I’ll read file ${n}.` },
        { type: 'tool_use', id, name: 'Read', input: { file_path: `/home/dev/src/part-${n}.ts`, limit: 200 } },
      ],
    },
    { role: 'user', content: [{ tool_use_id: id, type: 'tool_result', content: SOURCE.repeat(11), is_error: false }] },
  ];
}

function tool(name: string, paragraphs: number): object {
  const properties = { command: { type: 'string', description: 'What to run' }, timeout: { type: 'number' } };
  const schema = { type: 'object', properties, required: ['command'], additionalProperties: false };
  return { name, description: `${name}: ${PROSE.repeat(paragraphs)}`, input_schema: schema };
}

function settings(): Record<string, unknown> {
  const session = '{"device_id":"0","account_uuid":"","session_id":"dbe25d1c-79ca-4b0f-b04d-237c09bb9c23"}';
  return {
    metadata: { user_id: session },
    max_tokens: 32_000,
    thinking: { type: 'adaptive' },
    output_config: { effort: 'high' },
  };
}

/** Brings the request to its exact size with filler at the end of the first system text that is cached. */
function filled(bytes: number, request: Record<string, unknown>): Buffer {
  const system = request.system as { text: string; cache_control?: object }[];
  const cached = system.find((block) => block.cache_control);
  const missing = bytes - size(request);
  if (!cached || missing < 0) throw new Error(`a body of ${bytes} bytes cannot be made: ${-missing} bytes too long`);
  cached.text += 'x'.repeat(missing);
  return Buffer.from(JSON.stringify(request));
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
