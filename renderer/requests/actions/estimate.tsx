import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { money } from '../../format/money.ts';
import { compact } from '../../format/numbers.ts';

const PAUSE_MS = 400;

interface EstimateProps {
  readonly id: string;
  /** The edited body; undefined for the one that was sent. */
  readonly body: string | undefined;
  readonly isValid: boolean;
}

/** What sending a request again will cost, more or less. */
export function Estimate({ id, body, isValid }: EstimateProps) {
  const settled = useSettled(body);
  const { data, isError } = useQuery({
    queryKey: ['estimate', id, settled],
    queryFn: () =>
      answerOf(
        api.requests[':id'].estimate.$post({ param: { id }, json: settled === undefined ? {} : { body: settled } }),
      ),
    enabled: isValid && settled === body,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  if (!data || isError) return <p className="estimate quiet">{isError ? 'What it will cost cannot be told.' : ''}</p>;
  const tokens = `${compact(data.inputTokens)} tokens in, ${data.outputFrom === 'limit' ? 'up to' : 'about'} ${compact(data.outputTokens)} out`;
  return (
    <p className="estimate">
      <strong>{priceWords(data.costMicros, data.cachedCostMicros)}</strong>
      <span className="quiet">
        {data.model}, {tokens}. An estimate.
      </span>
    </p>
  );
}

function priceWords(cost: number | null, cached: number | null): string {
  if (cost === null) return 'Unpriced model';
  return cached === null ? `About ${money(cost)}` : `About ${money(cost)}, ${money(cached)} if still cached`;
}

/** A value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
