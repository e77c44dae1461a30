import { useMutation, useQuery } from '@tanstack/react-query';
import type { Settings } from '../../proxy/settings/settings.ts';
import { answerOf, api } from '../api/client.ts';
import { queries } from '../api/queries.ts';
import { announce } from '../ui/announcer.tsx';
import { tell } from '../ui/toasts.tsx';
import { followPort } from './follow-port.ts';

const SETTINGS = ['settings'];

/** How often it is looked whether the file has become unusable: nothing else tells of that. */
const LOOK_MS = 4000;

/** All settings: what there is, how it stands, and what stands in the way. */
export function useSettings() {
  return useQuery({
    queryKey: SETTINGS,
    queryFn: () => answerOf(api.settings.$get()),
    staleTime: 0,
    refetchInterval: LOOK_MS,
  });
}

export interface NewValue {
  readonly path: string;
  readonly title: string;
  /** null: back to the default. */
  readonly value: unknown;
}

/** Sets a setting, in the file and from now on. */
export function useSave() {
  return useMutation({
    mutationFn: ({ path, value }: NewValue) => answerOf(api.settings.$patch({ json: patchOf(path, value) })),
    onSuccess({ values, needsRestart, changed }, { title }) {
      queries.setQueryData(SETTINGS, (old: object | undefined) => old && { ...old, values });
      announce(`${title}: saved`);
      if (needsRestart.length > 0) tell(`${title}: saved. It counts from the next start on.`);
      if (changed.includes('port')) void followPort(values.port);
      void queries.invalidateQueries();
    },
  });
}

/** Asks what is wrong with a new value, in the engine's words; undefined where nothing is. Nothing is changed. */
export async function problemWith(path: string, value: unknown): Promise<string | undefined> {
  const { problem } = await answerOf(api.settings.check.$post({ json: patchOf(path, value) }));
  return problem === null ? undefined : problemWords(problem, path);
}

/** What the engine says of one field, without the field's name, which stands beside it. */
export function problemWords(message: string, path: string): string {
  return message.replace(/^Nothing was set\. /, '').replace(`${path}: `, '');
}

/** The value of a setting by its path. */
export function valueAt(values: Settings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], values);
}

function patchOf(path: string, value: unknown): Record<string, unknown> {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;
}
