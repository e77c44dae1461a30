import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { useStatus } from '../api/status.ts';
import { go, route } from '../app/route.ts';
import { tellError } from '../ui/toasts.tsx';

const SETUP = ['setup'];
const CHECK = ['check'];

/** Shows the first run by itself, once, to who has never set anything up and opens the window as such. */
export function useFirstRun(): void {
  const { data } = useQuery({ queryKey: SETUP, queryFn: () => answerOf(api.setup.$get()) });
  const { data: status } = useStatus();
  const isDue = data?.seen === false && status?.demo === false;
  useEffect(() => {
    const { screen, params } = route();
    if (isDue && ['', 'requests', 'history'].includes(screen) && params.size === 0) go('setup');
  }, [isDue]);
}

/** Ends the first run: from now on it is shown to who asks for it. */
export function useEndSetup() {
  return useMutation({
    mutationFn: () => answerOf(api.setup.seen.$put()),
    onSuccess(setup) {
      queries.setQueryData(SETUP, setup);
      go('requests');
    },
    onError: tellError,
  });
}

/** One real call of one token; it is made when it is asked for, and what came of it stays. */
export function useCheck() {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: CHECK,
    queryFn: () => answerOf(api.doctor.call.$post()),
    enabled: false,
    retry: false,
  });
  return { finding: data, error, isRunning: isFetching, run: () => void refetch() };
}
