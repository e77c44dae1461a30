import { encodeFrame } from '../bedrock/event-stream/encode.ts';
import type { JsonObject } from './call.ts';

/** How one surface puts events on the wire. An event that the surface has nothing for is no bytes. */
export interface Wire {
  headers: Record<string, string>;
  event(event: JsonObject): Buffer;
  exception(type: string, message: string): Buffer;
}

/** What AWS calls an exception, and what it is over HTTP and in Anthropic's words. */
interface ExceptionKind {
  status: number;
  anthropicType: string;
}

/** Statuses: model of the service in https://github.com/aws/aws-sdk-js-v3 (client-bedrock-runtime). */
const exceptions: Record<string, ExceptionKind> = {
  validationexception: { status: 400, anthropicType: 'invalid_request_error' },
  throttlingexception: { status: 429, anthropicType: 'rate_limit_error' },
  modelstreamerrorexception: { status: 424, anthropicType: 'api_error' },
  modeltimeoutexception: { status: 408, anthropicType: 'timeout_error' },
  serviceunavailableexception: { status: 503, anthropicType: 'overloaded_error' },
  internalserverexception: { status: 500, anthropicType: 'api_error' },
};

/** The status and the Anthropic type of an exception, whichever way its name is capitalised. */
export function exceptionKind(type: string): ExceptionKind {
  return exceptions[type.toLowerCase()] ?? { status: 500, anthropicType: 'api_error' };
}

/** The Messages surface: server-sent events. */
export const serverSentEvents: Wire = {
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  event: (event) => sse(String(event.type), event),
  exception: (type, message) =>
    sse('error', { type: 'error', error: { type: exceptionKind(type).anthropicType, message } }),
};

function sse(name: string, data: JsonObject): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

/**
 * InvokeModel: frames of `application/vnd.amazon.eventstream`; each chunk holds one Anthropic event in base64.
 *
 * The last event carries `amazon-bedrock-invocationMetrics`, counted from the usage that passed before.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export class InvokeStream implements Wire {
  readonly headers = {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-content-type': 'application/json',
  };
  readonly exception = exceptionFrame;
  readonly #startedAt = performance.now();
  #firstByteLatency: number | undefined;
  #usage: JsonObject = {};

  event(event: JsonObject): Buffer {
    this.#firstByteLatency ??= this.#elapsed();
    const message = event.message as JsonObject | undefined;
    Object.assign(this.#usage, message?.usage, event.usage);
    const whole = event.type === 'message_stop' ? { ...event, ...this.#metrics(), ...event } : event;
    return eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(whole)).toString('base64') });
  }

  #metrics(): JsonObject {
    const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } = this.#usage;
    return {
      'amazon-bedrock-invocationMetrics': {
        inputTokenCount: input_tokens ?? 0,
        outputTokenCount: output_tokens ?? 0,
        invocationLatency: this.#elapsed(),
        firstByteLatency: this.#firstByteLatency ?? 0,
        ...(cache_read_input_tokens ? { cacheReadInputTokenCount: cache_read_input_tokens } : {}),
        ...(cache_creation_input_tokens ? { cacheWriteInputTokenCount: cache_creation_input_tokens } : {}),
      },
    };
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

/** A frame with one event of an AWS event stream. */
export function eventFrame(type: string, payload: JsonObject): Buffer {
  const { length } = JSON.stringify(payload);
  return encodeFrame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(JSON.stringify({ ...payload, p: padding(length) })),
  );
}

/** A frame with an exception, which ends an AWS event stream. */
export function exceptionFrame(type: string, message: string): Buffer {
  return encodeFrame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from(JSON.stringify({ message })),
  );
}

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** AWS pads events to an odd length, so that nobody can tell the words from the sizes of the packets. */
function padding(length: number): string {
  return alphabet.slice(0, 1 + (length % alphabet.length));
}
