import { Radio, SearchX } from 'lucide-react';
import { useKey, useStatus } from '../../api/status.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';

/** An empty list: because of the search, or because nothing was asked yet. */
export function ListEmpty({ query, onClear }: { query: string; onClear: () => void }) {
  if (query === '') return <NothingYet />;
  return (
    <Empty icon={SearchX} title="Nothing matches">
      <p>
        No request has all of <code>{query}</code>.
      </p>
      <Button onClick={onClear}>Show all requests</Button>
    </Empty>
  );
}

function NothingYet() {
  const { data: status } = useStatus();
  const { data: key } = useKey();
  const url = status?.url ?? '';
  const lines = (secret: string) => `export ANTHROPIC_BASE_URL=${url}\nexport ANTHROPIC_AUTH_TOKEN=${secret}\nclaude`;
  return (
    <Empty icon={Radio} title="Waiting for the first request">
      <p>Point a tool at Adit, and what it asks appears here as it happens. Claude Code, in any shell:</p>
      <div className="snippet">
        <pre>{lines(`${key?.slice(0, 5) ?? ''}…`)}</pre>
        <CopyButton text={lines(key ?? '')} label="Copy with the key" />
      </div>
      <p className="quiet">
        Other tools take the same address and key; those that speak OpenAI’s API take <code>{url}/v1</code>.
      </p>
    </Empty>
  );
}
