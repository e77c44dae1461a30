import { useMutation, useQuery } from '@tanstack/react-query';
import type { OtherSource } from '../../proxy/aws/profiles.ts';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { STATUS, type StatusNow } from '../api/status.ts';
import { tellError } from '../ui/toasts.tsx';

const PROFILES = ['profiles'];

/** How often the AWS files are looked at again while they are shown: other programs write them, and sign in. */
const LOOK_MS = 3000;

/** Profiles and other sources of credentials, as the files have them now. */
export function useProfiles() {
  return useQuery({
    queryKey: PROFILES,
    queryFn: listProfiles,
    refetchInterval: LOOK_MS,
    staleTime: 0,
  });
}

/** The status tells the same of the profile in use; where the files have changed since, it is out of date. */
async function listProfiles() {
  const listed = await answerOf(api.profiles.$get());
  const status = queries.getQueryData<StatusNow>(STATUS);
  const profile = listed.profiles.find(({ name }) => name === status?.profile);
  if (profile && profile.signIn.state !== status?.signIn.state) void queries.invalidateQueries({ queryKey: STATUS });
  return listed;
}

export interface IdentityChoice {
  /** null: as the AWS SDK finds it. */
  readonly profile?: string | null;
  readonly credentials?: OtherSource | null;
  /** null: as environment and profile say. */
  readonly region?: string | null;
}

/** Chooses who asks Bedrock, and where. */
export function useChooseIdentity() {
  return useMutation({
    mutationFn: (choice: IdentityChoice) => answerOf(api.identity.$post({ json: choice })),
    onSuccess: () => queries.invalidateQueries(),
  });
}

/** Begins a sign-in, and opens its page where the browser lets us. */
export function useSignIn() {
  return useMutation({
    mutationFn: (method: 'browser' | 'device') => answerOf(api['sign-in'].$post({ json: { method } })),
    onSuccess(run) {
      if (run.state === 'running' && run.method === 'browser' && run.url) window.open(run.url, '_blank', 'noopener');
    },
    onSettled: refresh,
    onError: tellError,
  });
}

function refresh(): void {
  void queries.invalidateQueries({ queryKey: STATUS });
  void queries.invalidateQueries({ queryKey: PROFILES });
}
