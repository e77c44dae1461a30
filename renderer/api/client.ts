import { hc } from 'hono/client';
import type { ControlApp } from '../../proxy/control/app.ts';
import { takeToken } from './token.ts';

/** What the control API says when it cannot do what it was asked; `status` is that of HTTP, 0 where nobody answered. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const token = takeToken();

/** The token goes as a header and nowhere else. */
export const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};

/** The control API, typed by the engine's own routes. */
export const api = hc<ControlApp>(location.origin, { headers: authorization }).console.api;

/** An answer as Hono's client types it. */
interface Answer<T> {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<T>;
}

/** The value that a route answers. Rejects with ApiError, in the engine's own words where it has any. */
export async function answerOf<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await reached(asked);
  return answer.json();
}

/** For routes whose answer has no value. Rejects as answerOf does. */
export async function done(asked: Promise<Answer<unknown>>): Promise<void> {
  await reached(asked);
}

async function reached<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await asked.catch(() => {
    throw new ApiError(0, 'Adit does not answer. Is it still running?');
  });
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
  throw new ApiError(answer.status, told?.error?.message ?? `Adit answered with status ${answer.status}.`);
}

/** What a person reads of an error, whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
