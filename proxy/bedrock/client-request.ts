import type { IncomingHttpHeaders } from 'node:http';
import { AditError } from '../errors.ts';
import { JsonSyntaxError } from './json/scanner.ts';
import { JsonObject } from './json/tree.ts';

/** Headers of InvokeModel that a client may set (@aws-sdk/client-bedrock-runtime, InvokeModelRequest). */
const INVOKE_HEADERS = [
  'x-amzn-bedrock-guardrailidentifier',
  'x-amzn-bedrock-guardrailversion',
  'x-amzn-bedrock-trace',
  'x-amzn-bedrock-performanceconfig-latency',
  'x-amzn-bedrock-service-tier',
  'x-amzn-bedrock-request-metadata',
] as const;

/** A request in the client's own dialect, for surfaces that speak it too. */
export interface NativeRequest {
  readonly dialect: 'chat' | 'responses';
  readonly body: Readonly<Record<string, unknown>>;
}

/** What goes along with a request that was translated into one of the Messages API. */
export interface Translation {
  readonly native?: NativeRequest;
  /** What the translation changed or left out, for the person. */
  readonly notes?: readonly string[];
}

/** A request for a message: the JSON body of Anthropic's Messages API as the client sent it, and some headers. */
export class ClientRequest {
  readonly bytes: Buffer;
  /** The `anthropic-beta` header. */
  readonly betaHeader: string | undefined;
  /** The `anthropic-version` header. */
  readonly version: string | undefined;
  /** Headers that only InvokeModel knows, a service tier out of the body among them: where there are some, it is asked. */
  readonly invokeHeaders: Readonly<Record<string, string>>;
  /** The model's name as the client has it. */
  readonly name: string;
  readonly stream: boolean;
  readonly native: NativeRequest | undefined;
  /** What was changed before. */
  readonly notes: readonly string[];
  #body: JsonObject | undefined;

  /** Cuts the body at its seams. Throws AditError (400) where it is no request, in the words of Anthropic's API. */
  constructor(bytes: Buffer, headers: IncomingHttpHeaders = {}, { native, notes = [] }: Translation = {}) {
    this.bytes = bytes;
    this.native = native;
    this.notes = notes;
    this.betaHeader = single(headers['anthropic-beta']);
    this.version = single(headers['anthropic-version']);
    const body = cut(bytes);
    this.invokeHeaders = invokeHeaders(
      headers,
      asJsonErrors(() => body.read('service_tier')),
    );
    asJsonErrors(() => refuseThread(body));
    this.name = asJsonErrors(() => readName(body));
    this.stream = asJsonErrors(() => body.read('stream')) === true;
    this.#body = body;
  }

  /** The body, to be changed by whoever takes it: the first taker gets what was cut already. */
  takeBody(): JsonObject {
    const body = this.#body ?? cut(this.bytes);
    this.#body = undefined;
    return body;
  }
}

/** Runs what reads parts of a body, and says as 400 where one of them is not JSON, or too deep to be walked through. */
export function asJsonErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw refused('The request body is nested too deeply.');
    if (!(error instanceof JsonSyntaxError || error instanceof SyntaxError)) throw error;
    throw refused(`The request body is not valid JSON: ${error.message}.`);
  }
}

const CUTS = new Set(['messages']);

function cut(bytes: Buffer): JsonObject {
  return asJsonErrors(() => JsonObject.parse(bytes, CUTS));
}

function readName(body: JsonObject): string {
  const name = body.read('model');
  if (name === undefined) throw refused('model: Field required');
  if (typeof name !== 'string' || name === '') throw refused('model: Input should be a valid string');
  if (name.length > 2048) throw refused('model: String should have at most 2048 characters');
  if (!body.has('messages')) throw refused('messages: Field required');
  if (!body.array('messages')) throw refused('messages: Input should be a valid list');
  return name;
}

/**
 * A thread's later requests bring only what is new, and Bedrock keeps no threads: its answer would be to half a
 * conversation. In these words the SDK sends all of it instead (@anthropic-ai/sdk 1.11.0, lib/internal/threads).
 */
function refuseThread(body: JsonObject): void {
  if (!body.has('thread') || body.read('thread') === null) return;
  const message = 'thread: Amazon Bedrock keeps no threads: send the whole conversation in messages.';
  const details = { error_code: 'thread_unsupported_request', unsupported: ['thread'] };
  throw new AditError('invalid_request_error', message, { shouldRetry: false, details });
}

/** Values of Bedrock's service tier header; those of Anthropic's own field are others. */
const SERVICE_TIERS = new Set<unknown>(['default', 'flex', 'priority', 'reserved']);

function invokeHeaders(headers: IncomingHttpHeaders, tier: unknown): Record<string, string> {
  const given: Record<string, string> = SERVICE_TIERS.has(tier) ? { 'x-amzn-bedrock-service-tier': String(tier) } : {};
  for (const name of INVOKE_HEADERS) {
    const value = single(headers[name]);
    if (value !== undefined) given[name] = value;
  }
  return given;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function refused(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
