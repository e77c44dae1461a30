import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { AditError } from '../errors.ts';
import type { Bindings } from './handlers.ts';
import { errorShape, routeOf } from './path.ts';
import { replyError } from './reply.ts';

/** Routes that say that Adit is here, on or off. */
const HELLO = new Set(['/', '/api/hello']);

/** Whether a path is answered while Adit is switched off. */
export function answersWhileOff(path: string): boolean {
  return HELLO.has(routeOf(path));
}

/** 503: Adit keeps its port and passes nothing on. No client is to try again by itself. */
export class SwitchedOff extends AditError {
  constructor() {
    super(
      'api_error',
      "Adit is switched off, and passes nothing on. Switch it on in its menu, or in the window that 'adit open' opens.",
      { status: 503, shouldRetry: false },
    );
  }
}

/** Answers a request while Adit is switched off, in the shape of errors that its client knows. */
export function replyOff({ incoming, outgoing, exchange }: Bindings): Response {
  replyError(outgoing as never, exchange, new SwitchedOff(), errorShape(incoming));
  return RESPONSE_ALREADY_SENT;
}
