import { hc } from 'hono/client';
import type { ControlApp } from '../../proxy/control/app.ts';
import { AditError } from '../../proxy/errors.ts';
import type { Carry } from '../security/carrier.ts';
import { ORIGIN } from '../security/scheme.ts';

/** What the shell needs of an engine's console. */
export interface ConsoleParts {
  readonly app: { fetch(request: Request): Response | Promise<Response> };
  readonly token: string;
}

/** Carries requests to the console of an engine, with the token that it wants. Nothing else ever gets to know the token. */
export function carryTo({ app, token }: ConsoleParts): Carry {
  return (request) => {
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    // A body that still comes has to be said to go one way: https://fetch.spec.whatwg.org/#dom-requestinit-duplex
    return app.fetch(new Request(request, { headers, ...(request.body ? { duplex: 'half' } : {}) } as RequestInit));
  };
}

/** The control API, typed by its own routes, without a connection. */
export function consoleClient(carry: Carry) {
  const inProcess: typeof fetch = async (input, init) => carry(new Request(input, init));
  return hc<ControlApp>(ORIGIN, { fetch: inProcess }).console.api;
}

export type ConsoleClient = ReturnType<typeof consoleClient>;

/** What a route answers. Rejects with AditError, in the engine's own words. */
export async function answerOf<T>(asked: Promise<{ ok: boolean; status: number; json(): Promise<T> }>): Promise<T> {
  const answer = await asked;
  if (answer.ok) return answer.json();
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
  throw new AditError('api_error', error?.message ?? `Adit answered with status ${answer.status}.`);
}
