import type { IncomingHttpHeaders } from 'node:http';
import { ClientRequest } from '../../bedrock/client-request.ts';
import type { Dialect, DialectRequest } from '../answer.ts';
import { errorBody } from './errors.ts';
import { MessagesEvents } from './events.ts';

/** `POST /v1/messages` (https://platform.claude.com/docs/en/api/messages). */
export const MESSAGES: Dialect = {
  errorBody,
  read(body: Buffer, headers: IncomingHttpHeaders): DialectRequest {
    return {
      request: new ClientRequest(body, headers),
      writer: (requestId) => new MessagesEvents(requestId),
      whole: (message) => message,
    };
  },
};
