import { AditError } from '../errors.ts';

/** 404: there is nothing at a path, or nothing for this method. */
export class UnknownPath extends AditError {
  constructor(method: string, path: string) {
    super(
      'not_found_error',
      `Adit has no ${method} ${path}. It has POST /v1/messages, /v1/messages/count_tokens, /v1/chat/completions, ` +
        '/v1/responses and /v1/embeddings, GET /v1/models, and /model/… of Bedrock; the base URL is the address, with or ' +
        'without /v1.',
      { shouldRetry: false },
    );
  }
}
