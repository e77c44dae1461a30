import { AditError } from '../errors.ts';
import type { History } from '../history/history.ts';

/** In place of a history until the engine opens one. */
export const NO_HISTORY: History = {
  begin() {},
  end() {},
  ask: () => Promise.reject(new AditError('api_error', 'No history is kept.', { status: 503 })),
  version: 0,
  since: () => [],
  listen: () => () => {},
  close: async () => {},
};
