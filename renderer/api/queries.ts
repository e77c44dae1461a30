import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client.ts';

/** What the screens know of the engine. The feed says what is no longer true; nothing is asked again by itself. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // What the engine refuses, it refuses again; an engine that is away may be back in a moment.
      retry: (failures, error) => error instanceof ApiError && error.status === 0 && failures < 3,
    },
  },
});
