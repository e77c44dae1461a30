import { type Amount, DURATION, dollars, milliseconds, number, percent, tokens } from './amounts.ts';
import { anyOf, begins, type Condition, condition, has, holds, is } from './condition.ts';

/** A field that can be searched by. */
export interface SearchField {
  readonly name: string;
  /** One line for people: what it is, and how its values look. */
  readonly help: string;
  /** Values to offer, where there are few. */
  readonly values?: readonly string[];
}

/** A field whose value is text. `where` gives undefined for a value that it does not know. */
export interface TextField extends SearchField {
  where(value: string): Condition | undefined;
}

/** A field that is compared with a number. */
export interface NumberField extends SearchField {
  /** SQL of what is compared; NULL where a request has none. */
  readonly sql: string;
  readonly amount: Amount;
}

const KINDS = ['answer', 'count', 'embedding', 'other'];
const DIALECTS = ['messages', 'count-tokens', 'chat', 'responses', 'embeddings', 'native', 'other'];
const SURFACES = ['messages', 'invoke', 'converse', 'chat', 'responses', 'mantle-chat', 'mantle-responses'];

/** A status of its own for what has no number. A request that has ended without a status was never answered. */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  error: "(status >= 400 OR error IS NOT NULL OR state = 'cut' OR (state = 'done' AND status = 0))",
  ok: "(status BETWEEN 200 AND 399 AND error IS NULL AND state = 'done')",
  cut: "state = 'cut'",
  open: "state = 'open'",
};

export const TEXT_FIELDS: readonly TextField[] = [
  {
    name: 'model',
    help: 'asked or served model has it: model:opus',
    where: (value) => anyOf([holds('model', value), holds('served_model', value)]),
  },
  {
    name: 'served',
    help: 'the model or profile that answered has it',
    where: (value) => holds('served_model', value),
  },
  {
    name: 'client',
    help: 'the program has it in its name: client:xcode',
    where: (value) => anyOf([holds('client', value), holds('user_agent', value), holds('process', value)]),
  },
  { name: 'session', help: 'the id of its session begins with it', where: (value) => begins('session', value) },
  {
    name: 'agent',
    help: 'the id of its sub-agent begins with it; any, none',
    values: ['any', 'none'],
    where: (value) => {
      if (value === 'any' || value === 'none') return condition(`agent IS ${value === 'any' ? 'NOT NULL' : 'NULL'}`);
      return begins('agent', value);
    },
  },
  { name: 'region', help: 'AWS region, or how it begins: region:eu', where: (value) => is('region', `${value}*`) },
  { name: 'surface', help: 'the wire at Bedrock', values: SURFACES, where: (value) => is('surface', value) },
  {
    name: 'status',
    help: 'error, ok, cut, open, a number, or 4xx, 5xx',
    values: [...Object.keys(STATUS_WORDS), '4xx', '5xx', '429'],
    where: status,
  },
  { name: 'stop', help: 'why the answer ended: stop:tool_use', where: (value) => is('stop_reason', `*${value}*`) },
  {
    name: 'tool',
    help: 'a tool that the answer calls: tool:Bash, tool:mcp__*',
    where: (value) => has('tools', value),
  },
  {
    name: 'error',
    help: 'type, cause or words of the error have it: error:throttl',
    where: (value) => anyOf([holds('error', value), holds('cause', value), holds('error_message', value)]),
  },
  { name: 'kind', help: 'what was asked for', values: KINDS, where: (value) => is('kind', value) },
  {
    name: 'dialect',
    help: 'the API that the client speaks',
    values: DIALECTS,
    where: (value) => is('dialect', value),
  },
  { name: 'project', help: 'the folder has it in its path', where: (value) => holds('project', value) },
  {
    name: 'id',
    help: 'the id of the request begins with it',
    where: (value) => anyOf([begins('id', value), begins('id', `req_${value}`)]),
  },
  { name: 'pinned', help: 'yes or no', values: ['yes', 'no'], where: pinned },
  { name: 'note', help: 'a note on what was fitted has it', where: (value) => holds('notes', value) },
];

const PROMPT = '(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)';

export const NUMBER_FIELDS: readonly NumberField[] = [
  {
    name: 'cost',
    help: 'US dollars: cost>0.5; cost:unpriced',
    values: ['unpriced'],
    sql: 'cost_micros',
    amount: dollars,
  },
  { name: 'input', help: 'tokens that were not cached: input>10k', sql: 'input_tokens', amount: tokens },
  { name: 'output', help: 'tokens of the answer: output>2k', sql: 'output_tokens', amount: tokens },
  {
    name: 'cached',
    help: 'tokens that were read from the cache: cached>100k',
    sql: 'cache_read_tokens',
    amount: tokens,
  },
  {
    name: 'cache',
    help: '% of the prompt that was read from the cache: cache<50',
    sql: `(100.0 * cache_read_tokens / nullif(${PROMPT}, 0))`,
    amount: percent,
  },
  {
    name: 'ttft',
    help: `time to the first event: ttft>2s; ${DURATION}`,
    sql: 'first_event_ms',
    amount: milliseconds,
  },
  { name: 'duration', help: 'time to the end: duration>1m', sql: 'duration_ms', amount: milliseconds },
  { name: 'retries', help: 'requests to Bedrock beyond the first: retries>0', sql: 'retries', amount: number },
];

export const TIME_FIELDS: readonly SearchField[] = [
  {
    name: 'since',
    help: 'began then or later: today, monday, 10:30, 2h, 7d, 2026-11-01',
    values: ['today', 'yesterday', '7d'],
  },
  { name: 'until', help: 'began then or earlier: a day with all of its hours' },
];

/** Everything that can be searched by, for completion and help. */
export const SEARCH_FIELDS: readonly SearchField[] = [...TEXT_FIELDS, ...NUMBER_FIELDS, ...TIME_FIELDS].map(
  ({ name, help, values }) => (values === undefined ? { name, help } : { name, help, values }),
);

function status(value: string): Condition | undefined {
  const word = value.toLowerCase();
  const sql = Object.hasOwn(STATUS_WORDS, word) ? STATUS_WORDS[word] : undefined;
  if (sql !== undefined) return condition(sql);
  if (/^[1-5]xx$/.test(word))
    return condition('status BETWEEN ? AND ?', Number(word[0]) * 100, Number(word[0]) * 100 + 99);
  return /^\d{1,3}$/.test(word) ? condition('status = ?', Number(word)) : undefined;
}

function pinned(value: string): Condition | undefined {
  const isYes = /^(yes|true|1)$/i.test(value);
  return isYes || /^(no|false|0)$/i.test(value) ? condition(`pinned = ${isYes ? 1 : 0}`) : undefined;
}
