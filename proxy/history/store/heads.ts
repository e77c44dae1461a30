import type { DatabaseSync } from 'node:sqlite';
import { type BodySideName, readStored, type Side } from './bodies.ts';

/** What stands before a body. */
export interface Head {
  /** `POST https://…` of what Bedrock got, the status of its answer; empty for the client's request, whose row tells. */
  readonly start: string;
  readonly headers: Readonly<Record<string, string>>;
}

const SIDES: Record<Side, BodySideName> = { request: 'requestHead', upstream: 'upstreamHead', answer: 'answerHead' };

/** The head of the client's request, of the one that Bedrock got, or of Bedrock's answer; undefined where none is kept. */
export function readHead(db: DatabaseSync, seq: number, side: Side): Head | undefined {
  const json = readStored(db, seq, SIDES[side]);
  if (!json) return undefined;
  const { same, start, other } = JSON.parse(json.toString()) as StoredHead;
  return { start, headers: { ...same, ...other } };
}

/** A head as it is stored: headers that stay the same from request to request first, as one part. */
export interface StoredHead {
  readonly same: Record<string, string>;
  readonly start: string;
  readonly other: Record<string, string>;
}

/** Headers that differ from request to request. */
const VARYING =
  /^(?:content-length|date|age|etag|set-cookie|authorization|x-amz-(?!target).*|x-amzn-.*|amz-sdk-.*|x-stainless-(?:retry-count|timeout)|traceparent|tracestate|.*request-?id|.*-ratelimit-.*)$/;

/** Splits a head for storing. */
export function storedHead({ start, headers }: Head): StoredHead {
  const entries = Object.entries(headers);
  const pick = (varies: boolean) => Object.fromEntries(entries.filter(([name]) => VARYING.test(name) === varies));
  return { same: pick(false), start, other: pick(true) };
}
