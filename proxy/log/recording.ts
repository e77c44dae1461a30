import type { IncomingHttpHeaders } from 'node:http';

/** The API that a client speaks; `native`: one of Bedrock's own, passed on. */
export type ClientDialect = 'messages' | 'count-tokens' | 'chat' | 'responses' | 'embeddings' | 'native' | 'other';

/**
 * Takes copies of what passes for the history. To be called where nobody waits: after bytes have gone out, never before.
 * No call throws, and none keeps the road waiting.
 */
export interface Recording {
  /** The client's request: its body as it came, decompressed. */
  asked(headers: IncomingHttpHeaders, body: Buffer): void;
  /** What is sent to Bedrock for it; a later call is a further try, and takes the place of the one before. */
  sent(url: URL, headers: Readonly<Record<string, string>>, body: Buffer): void;
  /** The head of Bedrock's answer. */
  answered(status: number, headers: IncomingHttpHeaders): void;
  /** A piece of Bedrock's answer, where it is in another form than the events or the message. */
  upstreamBytes(chunk: Buffer): void;
  /** One event of the answer in the one shape inside (see EventSink). */
  event(type: string, data: Buffer): void;
  /**
   * A piece of what the client got: in place of events and message where its dialect has a form of its own (chat,
   * responses), besides them elsewhere: an error, and the error event that ends a stream.
   */
  clientBytes(chunk: Buffer): void;
  /** An answer that came whole, in the shape inside. */
  message(body: Buffer): void;
}
