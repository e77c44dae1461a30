import './overview.css';
import type { RequestDetail, RequestRow } from '../../../proxy/history/shapes.ts';
import { fullTime, span } from '../../format/time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { tokensPerSecond } from '../figures.ts';
import { goToSearch } from '../selection.ts';
import { Fact, FactList } from './facts.tsx';
import { TimingSection } from './timing.tsx';
import { TokensSection } from './tokens.tsx';
import { TriesSection } from './tries.tsx';

/** What a request was, how long it took, and what it cost. */
export function Overview({ detail }: { detail: RequestDetail }) {
  const { row } = detail;
  return (
    <div className="overview">
      {row.error !== null && <ErrorNote row={row} />}
      <TimingSection row={row} />
      <TokensSection row={row} price={detail.price} />
      <TriesSection row={row} />
      {row.notes.length > 0 && (
        <section>
          <h3>Fitted to Bedrock</h3>
          <ul className="notes">
            {row.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Request</h3>
        <Facts row={row} previous={detail.previous} />
      </section>
    </div>
  );
}

function ErrorNote({ row }: { row: RequestRow }) {
  return (
    <div className="note note-bad">
      <strong>{row.error}</strong>
      <p>{row.errorMessage ?? 'The words of the error are not kept.'}</p>
      {row.cause && <p className="quiet mono">{row.cause}</p>}
    </div>
  );
}

function Facts({ row, previous }: { row: RequestRow; previous: string | null }) {
  const speed = tokensPerSecond(row);
  const wire = `${row.dialect}${row.surface ? ` → ${row.surface}` : ''}${row.stream ? ', streamed' : ''}`;
  const program = [row.userAgent, row.process].filter(Boolean).join(', ');
  return (
    <FactList>
      <Fact name="Model asked" value={row.model} isCode />
      <Fact name="Model served" value={row.servedModel} isCode />
      <Fact name="Region" value={row.region} />
      <Fact name="API" value={wire} />
      <Fact name="Stop reason" value={row.stopReason} />
      <Fact name="Tools called" value={row.tools.join(', ') || null} />
      <Fact name="Speed" value={speed === null ? null : `${speed.toFixed(1)} tokens/s while generating`} />
      <Fact name="Client" value={program ? `${row.client} (${program})` : row.client} />
      <Fact name="Project" value={row.project} isCode />
      <Fact name="Session" value={row.session} isCode>
        <button type="button" className="link" onClick={() => goToSearch(`session:${row.session}`)}>
          Show its requests
        </button>
      </Fact>
      <Fact name="Sub-agent" value={row.agent} isCode />
      <Fact name="Goes on from" value={previous} isCode />
      <Fact name="Repeats" value={row.replayOf} isCode />
      <Fact name="Path" value={`${row.method} ${row.path}`} isCode />
      <Fact name="Began" value={fullTime(row.startedAt)} />
      <Fact name="Duration" value={row.durationMs === null ? null : span(row.durationMs)} />
      <Fact name="Request id" value={row.id} isCode>
        <CopyButton text={row.id} label="Copy the id" />
      </Fact>
      <Fact name="AWS request id" value={row.upstreamId} isCode />
      <Fact name="Contents" value={BODIES[row.bodies]} />
    </FactList>
  );
}

const BODIES: Readonly<Record<RequestRow['bodies'], string | null>> = {
  kept: null,
  off: 'not kept: the settings say so',
  lost: 'not kept: too much came at once',
  deleted: 'deleted, to make room',
};
