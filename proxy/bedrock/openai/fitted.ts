import type { ClientRequest } from '../client-request.ts';
import { told } from '../fit/context.ts';
import type { FitTarget, FittedRequest } from '../fit/fit.ts';
import { removeIn } from '../fit/learned.ts';
import { asRecord } from '../json/values.ts';
import { bodyModel } from './models.ts';

/** Notes about a request, each once, in order. */
export type Notes = Set<string>;

/** Fields that hold what was said: without them it is another request. */
const KEPT = new Set(['messages', 'input', 'instructions', 'model', 'stream', 'tools']);

/**
 * The request in a client's own dialect, nearly as it came; undefined where the client speaks another, or has tools that
 * only a translation can send. What is refused with certainty is left out: a list of tools with nothing in it, and a choice among no tools (BerriAI/litellm#34420).
 */
export function fitNative(
  request: ClientRequest,
  target: FitTarget,
  dialect: 'chat' | 'responses',
): FittedRequest | undefined {
  if (request.native?.dialect !== dialect || !isPlain(request.native.body)) return undefined;
  const body: Record<string, unknown> = { ...request.native.body, model: bodyModel(target) };
  for (const field of CLIENT_FIELDS) delete body[field];
  if (!Array.isArray(body.tools) || body.tools.length === 0) {
    for (const field of ['tools', 'tool_choice', 'parallel_tool_calls']) delete body[field];
  }
  // Without it a stream says nothing of what it cost.
  if (dialect === 'chat' && body.stream === true) {
    body.stream_options = { ...asRecord(body.stream_options), include_usage: true };
  }
  // The request's own notes are those of its translation.
  return { ...toFitted(body, request, target, new Set()), isNative: true };
}

/** What clients send to their own makers' servers alone (openai/codex: client_metadata). */
const CLIENT_FIELDS = ['client_metadata'];

/**
 * Tools that OpenAI's own servers run, Codex's namespaces, and items of its own are refused by Bedrock (openai/codex#25034,
 * BerriAI/litellm#36528): a request with them is translated, which takes them apart.
 */
function isPlain({ tools, input }: Readonly<Record<string, unknown>>): boolean {
  const all = (list: unknown, types: ReadonlySet<unknown>) =>
    !Array.isArray(list) || list.every((each) => types.has(asRecord(each)?.type));
  return all(tools, PLAIN_TOOLS) && all(input, PLAIN_ITEMS);
}

const PLAIN_TOOLS = new Set<unknown>(['function', 'custom']);

/** A message may come without its type. */
const PLAIN_ITEMS = new Set<unknown>([
  undefined,
  'message',
  'reasoning',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
]);

/** The request with a body in this wire's own shape, less what was refused before. `body` is changed. */
export function toFitted(
  body: Record<string, unknown>,
  { invokeHeaders }: ClientRequest,
  { lessons, surface }: FitTarget,
  notes: Notes,
): FittedRequest {
  for (const path of lessons.refusedFields) {
    const [field = '', ...rest] = path.split('.');
    if (KEPT.has(path) || !Object.hasOwn(body, field)) continue;
    // What is inside may be the client's own, which is fitted anew for another try.
    if (rest.length > 0) body[field] = structuredClone(body[field]);
    if (removeIn(body, [field, ...rest])) notes.add(`${path.replaceAll('.*', '')} dropped: refused before`);
  }
  const guards = Object.entries(invokeHeaders).filter(([name]) => /-(?:guardrail\w+|trace)$/.test(name));
  // bedrock-mantle takes them too, to no known effect (aws-samples/sample-per-model-bedrock, as in models.ts).
  if (guards.length > 0 && surface.startsWith('mantle-')) notes.add('guardrail sent where it may not be applied');
  return {
    body: Buffer.from(JSON.stringify(body)),
    // Tyler-251/ExhibitsAI tldw_server-main/Docs/Providers/AWS_Bedrock.md.
    headers: Object.fromEntries(guards),
    betas: [],
    notes: told(notes),
  };
}

/** The fields that are not undefined. */
export function compact<T extends object>(fields: { [K in keyof T]?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
