import './diff.css';
import { GitCompareArrows, X } from 'lucide-react';
import type { DiffBlock, PromptDiff, RequestDetail } from '../../../proxy/history/shapes.ts';
import { wordsOf } from '../../api/client.ts';
import { useDiff } from '../../api/history.ts';
import { setParams } from '../../app/route.ts';
import { bytes, counted } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ChangedBlock } from './changed-block.tsx';

/** What is new in a prompt against the one before, and the block that broke the cache. */
export function DiffTab({ detail, against }: { detail: RequestDetail; against: string | null }) {
  const { data: diff, error } = useDiff(detail.row.id, against);
  if (error) {
    return (
      <Empty icon={GitCompareArrows} title="This cannot be compared">
        <p>{wordsOf(error)}</p>
      </Empty>
    );
  }
  if (!diff) return null;
  if (diff.against === null) {
    return (
      <Empty icon={GitCompareArrows} title="Nothing to compare with">
        <p>This is the first request of its conversation. To compare it with any other, press C here and there.</p>
      </Empty>
    );
  }
  return (
    <div className="diff">
      <div className="diff-head">
        <span>
          Against{' '}
          <button type="button" className="link mono" onClick={() => setParams({ id: diff.against, against: null })}>
            {diff.against}
          </button>
          {against === null ? ', which it goes on from' : ''}
        </span>
        {against !== null && (
          <Button variant="ghost" icon={X} onClick={() => setParams({ against: null })}>
            Back to the one before
          </Button>
        )}
      </div>
      <Verdict diff={diff} cached={detail.row.cacheReadTokens} />
      <ol className="diff-blocks">
        {runsOf(diff.blocks).map((run) => (
          <Run key={run[0]?.path} run={run} broken={diff.broken?.path} />
        ))}
      </ol>
    </div>
  );
}

function Verdict({ diff, cached }: { diff: PromptDiff; cached: number | null }) {
  if (diff.broken) {
    return (
      <div className="note note-warn" role="note">
        <strong>
          The cache broke at <code>{diff.broken.path}</code>
        </strong>
        <p>{diff.broken.why}</p>
      </div>
    );
  }
  return (
    <div className="note">
      Nothing before the new part has changed
      {cached ? ', and the cache was read.' : '.'}
    </div>
  );
}

/** Blocks that are the same are told together. */
function Run({ run, broken }: { run: readonly DiffBlock[]; broken: string | undefined }) {
  const [first] = run;
  if (!first) return null;
  if (first.change !== 'same') return <ChangedBlock block={first} isBreaking={first.path === broken} />;
  const size = run.reduce((sum, block) => sum + block.size, 0);
  const last = run.at(-1);
  const isMarked = run.some((block) => block.isMarked);
  return (
    <li className="diff-same">
      <span className="diff-sign" aria-hidden>
        =
      </span>
      <span className="mono cut">{last === first || !last ? first.path : `${first.path} … ${last.path}`}</span>
      <span className="quiet">
        {counted(run.length, 'block')} unchanged, {bytes(size)}
        {isMarked && ', with a cache mark'}
      </span>
    </li>
  );
}

function runsOf(blocks: readonly DiffBlock[]): DiffBlock[][] {
  const runs: DiffBlock[][] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (block.change === 'same' && last?.[0]?.change === 'same') last.push(block);
    else runs.push([block]);
  }
  return runs;
}
