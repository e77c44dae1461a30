import { useState } from 'react';
import { wordsOf } from '../api/client.ts';
import { useStatus } from '../api/status.ts';
import { Suggest } from '../ui/suggest.tsx';
import { useChooseIdentity } from './identity.ts';
import { REGION_SUGGESTIONS } from './regions.ts';

/** The region that is set, if any; an empty field leaves it to environment and profile. */
export function RegionField({ set }: { set: string }) {
  const { data: status } = useStatus();
  const [text, setText] = useState<string | null>(null);
  const choose = useChooseIdentity();
  const commit = (given: string) => {
    const region = given.trim();
    if (region === set) return setText(null);
    choose.mutate({ region: region || null }, { onSuccess: () => setText(null) });
  };
  const problem = choose.error ? wordsOf(choose.error) : undefined;
  return (
    <div className="region">
      <Suggest
        label="Region"
        suggestions={REGION_SUGGESTIONS}
        value={text ?? set}
        onChange={(next) => {
          setText(next);
          choose.reset();
        }}
        onCommit={commit}
        placeholder={status && `${status.region} (${originWords(status.regionFrom)})`}
        invalid={problem !== undefined}
        describedBy={problem && 'region-problem'}
      />
      {problem && (
        <p className="field-error" id="region-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function originWords(from: string): string {
  return from === 'default' ? 'where nothing names one' : `by ${from}`;
}
