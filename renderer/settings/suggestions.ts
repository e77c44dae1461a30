import { REGION_SUGGESTIONS } from '../identity/regions.ts';
import type { Suggestion } from '../ui/suggest.tsx';
import { useKeys } from './keys.ts';
import { useModels } from './models.ts';

/** What is likely in a setting; nothing where anything is. */
export function useSuggestions(path: string): readonly Suggestion[] {
  const isOfClients = path === 'history.withoutBodies' || path === 'budgets.clients';
  const keys = useKeys(isOfClients).data?.keys ?? [];
  const models = useModels(path === 'prices' || path === 'aliases').data?.models ?? [];
  if (isOfClients) return keys.map(({ name }) => ({ value: name }));
  if (path === 'prices' || path === 'aliases') return models.map(({ name, title }) => ({ value: name, detail: title }));
  return path === 'failoverRegions' ? REGION_SUGGESTIONS : [];
}
