import type { RequestNews } from '../../../proxy/history/worker-messages.ts';
import { batchOf, eventsOf, FIGURES, type Told, told } from '../../history/store/told.ts';

/** A session as a coding agent has it: its turns, and its last request of a given size. */
export interface SessionShape {
  readonly turns: number;
  /** Bytes of the last request. */
  readonly lastBytes: number;
}

const WORDS_OF_ENGLISH = 4000;
const UPSTREAM_LEFT_OUT: ReadonlySet<string> = new Set(['model', 'metadata']);

/** The news of every request of a session, in order. Text is of words as frequent as words are; the same for each call. */
export function* sessionNews({ turns, lastBytes }: SessionShape): Generator<RequestNews[]> {
  const random = randomFrom(7);
  const text = textFrom(random);
  const fixed = { tools: toolsOf(text), system: systemOf(text) };
  const fixedBytes = JSON.stringify(fixed).length;
  const perTurn = Math.floor((lastBytes - fixedBytes) / turns) - 420;
  const messages: Message[] = [];
  for (let turn = 0; turn < turns; turn++) {
    messages.push(turn === 0 ? question(text(perTurn / 2)) : result(turn, text(perTurn / 2)));
    const body = bodyOf(withMark(messages), fixed);
    const said = text(perTurn / 3);
    const input = text(perTurn / 6);
    yield requestNews(turn, body, said, input);
    messages.push(answer(turn, said, input));
  }
}

/** The last request's size in bytes. */
export function lastBody(news: readonly RequestNews[]): number {
  return news.find((each) => each.kind === 'asked')?.body.length ?? 0;
}

type Block = Record<string, unknown>;
interface Message {
  readonly role: string;
  readonly content: Block[];
}

function bodyOf(messages: readonly Message[], fixed: object): Block {
  const metadata = { user_id: `{"device_id":"${'d'.repeat(64)}","account_uuid":"","session_id":"bench-session"}` };
  const limits = { max_tokens: 128_000, thinking: { type: 'adaptive', display: 'omitted' }, stream: true };
  return { model: 'claude-opus-5-5', messages, ...fixed, metadata, ...limits };
}

/** Claude Code marks the last block of its last message. */
function withMark(messages: readonly Message[]): Message[] {
  const last = messages.at(-1) as Message;
  const block = { ...last.content.at(-1), cache_control: { type: 'ephemeral' } };
  return [...messages.slice(0, -1), { role: last.role, content: [...last.content.slice(0, -1), block] }];
}

function question(text: string): Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}

function result(turn: number, text: string): Message {
  return { role: 'user', content: [{ tool_use_id: idOf(turn - 1), type: 'tool_result', content: text }] };
}

function answer(turn: number, text: string, words: string): Message {
  const call = { type: 'tool_use', id: idOf(turn), name: 'Bash', input: inputOf(words) };
  return { role: 'assistant', content: [{ type: 'text', text }, call] };
}

function inputOf(words: string) {
  return { command: words, description: 'Runs it' };
}

function requestNews(turn: number, body: Block, text: string, words: string): RequestNews[] {
  const id = `req_${turn}`;
  const upstream = Object.fromEntries(Object.entries(body).filter(([name]) => !UPSTREAM_LEFT_OUT.has(name)));
  const begun = { session: 'bench-session', startedAt: Date.parse('2026-11-28T08:00:00Z') + turn * 60_000 };
  const given: Told = {
    body,
    upstream: { anthropic_version: 'bedrock-2023-05-31', ...upstream },
    begun,
    headers: HEADERS,
  };
  const news = told(id, given);
  const batch = batchOf(answerEvents(turn, text, words));
  return [...news.slice(0, -1), { kind: 'events', id, batch }, { kind: 'ended', id, figures: FIGURES }];
}

/** An answer of some text and a call of a tool, as they stream. */
function answerEvents(turn: number, text: string, words: string): { type: string; data: string }[] {
  const events = eventsOf(text);
  const json = JSON.stringify(inputOf(words));
  const start = { type: 'tool_use', id: idOf(turn), name: 'Bash', input: {} };
  const call: Block[] = [{ type: 'content_block_start', index: 1, content_block: start }];
  for (let at = 0; at < json.length; at += 20) {
    const delta = { type: 'input_json_delta', partial_json: json.slice(at, at + 20) };
    call.push({ type: 'content_block_delta', index: 1, delta });
  }
  call.push({ type: 'content_block_stop', index: 1 });
  const spelled = call.map((event) => ({ type: String(event.type), data: JSON.stringify(event) }));
  return [...events.slice(0, -2), ...spelled, ...events.slice(-2)];
}

function idOf(turn: number): string {
  return `toolu_bdrk_${String(turn).padStart(20, '0')}`;
}

function toolsOf(text: (bytes: number) => string): Block[] {
  return Array.from({ length: 20 }, (_, index) => ({
    name: `Tool${index}`,
    description: text(1200),
    input_schema: { type: 'object', properties: { path: { type: 'string', description: text(120) } } },
  }));
}

function systemOf(text: (bytes: number) => string): Block[] {
  const marked = (words: string) => ({ type: 'text', text: words, cache_control: { type: 'ephemeral' } });
  return [{ type: 'text', text: text(80) }, marked(text(60)), marked(text(12_000))];
}

const HEADERS: Record<string, string> = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'claude-cli/2.1.329 (external, cli)',
  'anthropic-version': '2023-06-01',
  'anthropic-beta':
    'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,effort-2025-11-24',
  'x-app': 'cli',
  'x-stainless-os': 'MacOS',
  'x-stainless-runtime-version': 'v26.12.1',
  'accept-encoding': 'gzip, deflate, br, zstd',
};

/** Words of letters, the frequent ones short; drawn so that the n-th is as frequent as words of a language are (Zipf). */
function textFrom(random: () => number): (bytes: number) => string {
  const words = Array.from({ length: WORDS_OF_ENGLISH }, (_, index) => {
    const length = 2 + Math.floor(Math.log2(index + 2) * (0.4 + random() * 0.6));
    return Array.from({ length }, () => 'etaoinshrdlucmfwypvbgkjqxz'[Math.floor(random() ** 2 * 26)]).join('');
  });
  return (bytes) => {
    let text = '';
    while (text.length < bytes) {
      const word = words[Math.floor(WORDS_OF_ENGLISH ** random()) - 1] ?? 'the';
      text += `${word}${random() < 0.06 ? '.\n' : ' '}`;
    }
    return text;
  };
}

/** Numbers from 0 up to 1 that are the same in each run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
