import type { App, Routes } from '../handlers.ts';
import { postCountTokens } from './count-tokens.ts';
import { MESSAGES } from './messages.ts';

/** Anthropic's API (https://platform.claude.com/docs/en/api/overview). */
export function anthropicRoutes(app: App, { router, raw, answered }: Routes): void {
  app.post('/messages', answered(MESSAGES));
  app.post(
    '/messages/count_tokens',
    raw((...io) => postCountTokens(router, ...io)),
  );
}
