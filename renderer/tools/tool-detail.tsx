import { useState } from 'react';
import type { ToolReport, ToolRow } from '../../proxy/clients/clients.ts';
import { wordsOf } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CardDetail, CardFields } from './card-detail.tsx';
import { ToolPreview } from './tool-preview.tsx';
import { type Kind, useChange, usePreview } from './tools.ts';

/** How a tool stands, what would be changed, and the buttons that change it. */
export function ToolDetail({ tool }: { tool: ToolRow }) {
  if (tool.places.length === 0) return <CardDetail tool={tool} />;
  if (tool.problem) {
    return (
      <Notice kind="bad" title="Its settings cannot be read, and were left alone">
        {tool.problem}
      </Notice>
    );
  }
  return <Changes tool={tool} />;
}

function Changes({ tool }: { tool: ToolRow }) {
  const { state, title } = tool;
  const isSetUp = state === 'set up';
  const isOurs = isSetUp || state === 'drifted';
  const [wished, setWished] = useState<Kind>();
  const kind = wished ?? (isSetUp ? undefined : 'apply');
  const change = useChange(tool);
  const preview = usePreview(tool, kind ?? 'apply', kind !== undefined);
  const carryOut = (what: Kind) => {
    // At once, and not when it is done: by then the person may have wished for something else.
    setWished(undefined);
    change.mutate(what);
  };
  return (
    <div className="stack">
      <StateWords tool={tool} />
      {change.data && <Notes report={change.data} />}
      {isSetUp && <CardFields tool={tool} />}
      {kind && (preview.data ? <ToolPreview report={preview.data} kind={kind} /> : <Waiting error={preview.error} />)}
      {change.error && (
        <Notice kind="bad" title="Nothing was changed" isNews>
          {wordsOf(change.error)}
        </Notice>
      )}
      <div className="actions">
        {kind === 'apply' && (
          <Button variant="primary" disabled={change.isPending || !preview.data} onClick={() => carryOut('apply')}>
            {isOurs ? `Set up ${title} again` : `Set up ${title}`}
          </Button>
        )}
        {kind === 'undo' && (
          <>
            <Button variant="primary" disabled={change.isPending || !preview.data} onClick={() => carryOut('undo')}>
              Put it back
            </Button>
            <Button onClick={() => setWished(undefined)}>Leave it as it is</Button>
          </>
        )}
        {isOurs && kind !== 'undo' && (
          <Button disabled={change.isPending} onClick={() => setWished('undo')}>
            Undo…
          </Button>
        )}
      </div>
    </div>
  );
}

function StateWords({ tool: { state, places, installed, title } }: { tool: ToolRow }) {
  switch (state) {
    case 'set up':
      return (
        <p>
          {title} asks Adit. It is set in {places.join(' and ')}.
        </p>
      );
    case 'set up elsewhere':
      return (
        <Notice kind="warn" title={`${title} is set up to ask somebody else`}>
          Setting it up replaces that. What is there now is remembered, and comes back when you undo it.
        </Notice>
      );
    case 'drifted':
      return (
        <Notice kind="warn" title="Somebody has changed it since Adit set it up">
          Set it up again, or undo it: what the person changed stays as it is.
        </Notice>
      );
    default:
      return installed ? null : (
        <p className="quiet">It was not found on this machine; it can be set up all the same.</p>
      );
  }
}

/** What is worth knowing once something was done. */
function Notes({ report }: { report: ToolReport }) {
  return report.notes.map((note) => (
    <Notice key={note} kind="info" isNews>
      {note}
    </Notice>
  ));
}

function Waiting({ error }: { error: Error | null }) {
  return error ? <Notice kind="bad">{wordsOf(error)}</Notice> : <Spinner>Working out what would be changed</Spinner>;
}
