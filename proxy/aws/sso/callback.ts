import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AditError, reason } from '../../errors.ts';
import { sendPage } from './callback-page.ts';
import { deniedError } from './failure.ts';

/** What a browser brought back: a code, or the reason why there is none. */
export type Answer = { readonly code: string } | { readonly error: AditError };

/** A listener on this machine that a browser is sent back to after the sign-in. */
export interface Callback {
  /** Where the browser has to be sent. */
  readonly redirectUri: string;
  /** Resolves with the first answer that has the right state. */
  readonly answer: Promise<Answer>;
  /** Tells the waiting browser how it ended, and ends the listener once it has been told. */
  finish(error: unknown): Promise<void>;
}

const PATH = '/oauth/callback';

/** How long a browser may take to read the last page, in milliseconds. */
const GRACE_MS = 1000;

/**
 * Listens on a free port of 127.0.0.1. `state` is what the browser has to bring back: a request without it was caused by
 * somebody else, is refused, and does not end the wait. Rejects with AditError where this machine does not let it listen.
 */
export async function listenForCallback(state: string): Promise<Callback> {
  const { promise: answer, resolve } = Promise.withResolvers<Answer>();
  const { promise: outcome, resolve: tell } = Promise.withResolvers<unknown>();
  let port = 0;
  const server = createServer((request, response) => {
    const read = readAnswer(request, port, state);
    if ('refusal' in read) {
      sendPage(response, read.status, 'Nothing to see here', read.refusal);
      return;
    }
    resolve(read);
    // A browser that asks twice is told the same.
    void outcome.then((error) => sendOutcome(response, error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    const message = `Adit cannot listen on 127.0.0.1 for the answer of the browser: ${reason(error)}. Sign in with --device.`;
    throw new AditError('api_error', message, { cause: error });
  });
  port = (server.address() as AddressInfo).port;
  return {
    redirectUri: `http://127.0.0.1:${port}${PATH}`,
    answer,
    finish(error) {
      tell(error);
      return close(server);
    },
  };
}

/** Reads what the query says: RFC 6749, sections 4.1.2 and 4.1.2.1. An error may come without the state, as the AWS CLI has it. */
function readAnswer(
  { method, url = '', headers }: IncomingMessage,
  port: number,
  state: string,
): Answer | { refusal: string; status: number } {
  const { pathname, searchParams } = URL.parse(url, 'http://127.0.0.1') ?? new URL('http://127.0.0.1');
  if (pathname !== PATH || method !== 'GET') return { refusal: 'There is no such page.', status: 404 };
  const [given, code, error] = ['state', 'code', 'error'].map((name) => searchParams.get(name));
  // A name that leads to 127.0.0.1 is how a foreign page would read what is answered here.
  const isOwn = headers.host === `127.0.0.1:${port}` && (given === state || (error && given === null));
  if (!isOwn) return { refusal: 'This is not the answer to the sign-in that Adit started.', status: 400 };
  if (error === 'access_denied') return { error: deniedError() };
  if (error) return { error: refusedError(error) };
  return code ? { code } : { refusal: 'The answer has no code in it.', status: 400 };
}

function refusedError(error: string): AditError {
  const known = /^[a-z_]{1,40}$/.test(error) ? error : 'an unknown reason';
  const message = `The page of AWS refused the sign-in: ${known}. Sign in again, or with --device.`;
  return new AditError('api_error', message, { shouldRetry: false });
}

function sendOutcome(response: ServerResponse, error: unknown): void {
  if (error === undefined) {
    sendPage(response, 200, 'You are signed in to AWS', 'You can close this page and go back to Adit.');
    return;
  }
  const text = error instanceof AditError ? error.message : 'The sign-in was ended.';
  sendPage(response, 400, 'You are not signed in', text);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(late);
}
