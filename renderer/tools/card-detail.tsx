import { CircleCheck } from 'lucide-react';
import type { ToolRow } from '../../proxy/clients/clients.ts';
import { wordsOf } from '../api/client.ts';
import { ago } from '../format/time.ts';
import { CopyField } from '../ui/copy-field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useLastRequest } from './last-request.ts';
import { useCard } from './tools.ts';

/** What a person types into a tool whose settings nobody else can write, and whether it has arrived. */
export function CardDetail({ tool }: { tool: ToolRow }) {
  return (
    <div className="stack">
      <CardFields tool={tool} />
      <Watcher tool={tool} />
    </div>
  );
}

/** The values of a card, to be copied one by one; nothing for a tool that needs nothing of the kind. */
export function CardFields({ tool }: { tool: ToolRow }) {
  const { data: card, error } = useCard(tool);
  if (error) return <Notice kind="bad">{wordsOf(error)}</Notice>;
  if (!card) return null;
  return (
    <>
      <p>{card.steps}</p>
      <div className="card">
        {card.fields.map(({ label, value, secret }) => (
          <CopyField key={label} label={label} value={value} isSecret={secret === true} />
        ))}
      </div>
    </>
  );
}

/** Turns green when the tool’s first request arrives. */
function Watcher({ tool: { id, title } }: { tool: ToolRow }) {
  const last = useLastRequest(id);
  if (last === undefined) return <Spinner>{`Waiting for the first request of ${title}`}</Spinner>;
  const when = ago(last);
  return (
    <p className="arrived good" role="status">
      <CircleCheck size={16} strokeWidth={2} aria-hidden />
      {title} asks Adit: its last request came {when === 'now' ? 'just now' : `${when} ago`}.
    </p>
  );
}
