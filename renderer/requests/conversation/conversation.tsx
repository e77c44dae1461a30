import './conversation.css';
import { MessagesSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RequestDetail } from '../../../proxy/history/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { resultsOf } from './pairs.ts';
import { useStickToEnd } from './stick.ts';
import { talkOf } from './talk.ts';
import { ToolList } from './tool-list.tsx';
import { TurnView } from './turn-view.tsx';
import { useAnswer } from './use-answer.ts';

/** Turns that are shown at first, and more at each press. */
const TURNS = 30;

/** What was said: the request as a conversation, and the answer as it comes. */
export function Conversation({ detail }: { detail: RequestDetail }) {
  const { request, row } = detail;
  const talk = useMemo(() => talkOf(request), [request]);
  const answer = useAnswer(detail);
  const [shown, setShown] = useState(TURNS);
  const end = useStickToEnd(answer);
  const results = useMemo(() => resultsOf(talk?.turns ?? []), [talk]);
  if (!talk && answer.length === 0) return <NoTalk detail={detail} />;
  const [system, ...others] = talk?.turns[0]?.role === 'system' ? talk.turns : [undefined, ...(talk?.turns ?? [])];
  const hidden = Math.max(0, others.length - shown);
  return (
    <div className="talk">
      {talk && talk.tools.length > 0 && <ToolList tools={talk.tools} />}
      {system && <TurnView turn={system} results={results} isFolded />}
      {hidden > 0 && (
        <Button className="talk-earlier" onClick={() => setShown(shown + 3 * TURNS)}>
          Show earlier messages ({hidden} more)
        </Button>
      )}
      {others
        .slice(hidden)
        .map((turn, index) => turn && <TurnView key={hidden + index} turn={turn} results={results} />)}
      <div className="talk-answer">
        <TurnView
          turn={{ role: 'assistant', parts: answer }}
          results={results}
          note={row.state === 'open' ? 'answering…' : 'the answer'}
          isOpen={row.state === 'open'}
        />
        {row.error !== null && (
          <p className="note note-bad">
            <strong>{row.error}</strong> {row.errorMessage}
          </p>
        )}
      </div>
      <div ref={end} />
    </div>
  );
}

function NoTalk({ detail: { row, request } }: { detail: RequestDetail }) {
  const isKept = row.bodies === 'kept' && request !== null;
  return (
    <Empty icon={MessagesSquare} title={isKept ? 'This is no conversation' : 'What was said is not kept'}>
      <p>
        {isKept
          ? 'Raw shows what was asked and answered.'
          : 'Only the figures of this request are there. The settings of the history say what is kept.'}
      </p>
    </Empty>
  );
}
