import { useMutation, useQuery } from '@tanstack/react-query';
import type { State, ToolRow } from '../../proxy/clients/clients.ts';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { announce } from '../ui/announcer.tsx';
import type { ChipKind } from '../ui/chip.tsx';

const TOOLS = ['tools'];

/** How often it is looked again how the tools stand, while they are shown: anybody may change their files. */
const LOOK_MS = 5000;

export type Kind = 'apply' | 'undo';

/** All tools that can be set up, with what is on this machine and how it stands. */
export function useTools() {
  return useQuery({
    queryKey: TOOLS,
    queryFn: async () => (await answerOf(api.tools.$get())).tools,
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

/** What setting a tool up would change, or undoing it. Nothing is changed. */
export function usePreview({ id, state }: ToolRow, kind: Kind, enabled: boolean) {
  return useQuery({
    queryKey: [...TOOLS, id, kind, state],
    queryFn: () => answerOf(api.tools[':id'].preview.$get({ param: { id }, query: { kind } })),
    enabled,
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

/** Sets a tool up, or puts back what was there before. */
export function useChange({ id, title }: ToolRow) {
  return useMutation({
    mutationFn: (kind: Kind) => answerOf(api.tools[':id'][kind].$post({ param: { id } })),
    async onSuccess(_, kind) {
      announce(kind === 'apply' ? `${title} is set up` : `${title}: what was there before is back`);
      await queries.invalidateQueries();
    },
  });
}

/** What a person types into a tool, with its key. */
export function useCard({ id }: ToolRow) {
  return useQuery({
    queryKey: [...TOOLS, id, 'card'],
    queryFn: async () => (await answerOf(api.tools[':id'].card.$post({ param: { id } }))).card,
  });
}

export const STATES: Readonly<Record<State, { kind: ChipKind; text: string }>> = {
  'not set up': { kind: 'quiet', text: 'Not set up' },
  'set up': { kind: 'good', text: 'Set up' },
  'set up elsewhere': { kind: 'warn', text: 'Set up elsewhere' },
  drifted: { kind: 'warn', text: 'Changed since' },
};
