import './conversation.css';
import { MessagesSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RequestDetail } from '../../../proxy/history/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { joined, resultsOf } from './pairs.ts';
import { useStickToEnd } from './stick.ts';
import { talkOf } from './talk.ts';
import { ToolList } from './tool-list.tsx';
import { TurnView } from './turn-view.tsx';
import type { Talk } from './turns.ts';
import { useAnswer } from './use-answer.ts';

/** Turns that are shown at first; each press on the button shows three times as many more. */
const TURNS = 20;

/** What was said: the request as a conversation, and the answer as it comes. */
export function Conversation({ detail }: { detail: RequestDetail }) {
  const { request, row } = detail;
  const talk = useMemo(() => talkOf(request), [request]);
  const answer = useAnswer(detail);
  const end = useStickToEnd(answer);
  if (!talk && answer.length === 0) return <NoTalk detail={detail} />;
  const isOpen = row.state === 'open';
  return (
    <div className="talk">
      {talk && <Asked talk={talk} />}
      <div className="talk-answer">
        <TurnView
          turn={{ role: 'assistant', parts: answer }}
          results={NONE}
          note={isOpen ? 'answering…' : 'the answer'}
          isOpen={isOpen}
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

const NONE = new Map();

/** What was asked: tools and system prompt in a line each, and the turns, the last of them at first. */
function Asked({ talk: { tools, turns } }: { talk: Talk }) {
  const [shown, setShown] = useState(TURNS);
  const results = useMemo(() => resultsOf(turns), [turns]);
  const all = useMemo(() => joined(turns, results), [turns, results]);
  const [first, ...rest] = all;
  const system = first?.role === 'system' ? first : undefined;
  const others = system ? rest : all;
  const hidden = Math.max(0, others.length - shown);
  return (
    <>
      {tools.length > 0 && <ToolList tools={tools} />}
      {system && <TurnView turn={system} results={results} isFolded />}
      {hidden > 0 && (
        <Button className="talk-earlier" onClick={() => setShown(shown + 3 * TURNS)}>
          Show earlier turns ({hidden} more)
        </Button>
      )}
      {others.slice(hidden).map((turn, index) => (
        <TurnView key={hidden + index} turn={turn} results={results} />
      ))}
    </>
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
