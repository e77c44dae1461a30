import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answerOf, api } from '../api/client.ts';

const REST_MS = 200;

/** Every model that can be named, and what the person's own names mean. */
export function useModels(enabled = true) {
  return useQuery({ queryKey: ['models'], queryFn: () => answerOf(api.models.$get()), enabled, staleTime: 0 });
}

/** What a name would become here and now, as it is typed. */
export function useResolved(name: string) {
  const [asked, setAsked] = useState(name.trim());
  useEffect(() => {
    const timer = setTimeout(() => setAsked(name.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [name]);
  return useQuery({
    queryKey: ['models', 'resolve', asked],
    queryFn: () => answerOf(api.models.resolve.$get({ query: { name: asked } })),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
}
