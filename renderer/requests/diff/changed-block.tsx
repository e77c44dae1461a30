import type { DiffBlock } from '../../../proxy/history/shapes.ts';
import { bytes } from '../../format/numbers.ts';
import { differenceOf } from './difference.ts';
import { readable } from './readable.ts';

const SIGNS = { new: '+', changed: '~', removed: '−', same: '=' } as const;
const WORDS = { new: 'new', changed: 'changed', removed: 'removed', same: 'unchanged' } as const;

/** A block that is new, another one, or gone. */
export function ChangedBlock({ block, isBreaking }: { block: DiffBlock; isBreaking: boolean }) {
  const { path, change, size, isMarked } = block;
  return (
    <li className={`diff-block diff-${change}`} data-breaking={isBreaking ? '' : undefined}>
      <details open={isBreaking || change === 'changed'}>
        <summary>
          <span className="diff-sign" aria-hidden>
            {SIGNS[change]}
          </span>
          <span className="mono cut">{path}</span>
          <span className="quiet">
            {WORDS[change]}, {bytes(size)}
            {isMarked && ', with a cache mark'}
          </span>
          {isBreaking && <span className="warn">broke the cache</span>}
        </summary>
        <BlockText block={block} />
      </details>
    </li>
  );
}

function BlockText({ block: { before, after } }: { block: DiffBlock }) {
  if (before === null || after === null) {
    return <pre className="code">{readable(after ?? before ?? '')}</pre>;
  }
  const { start, removed, added, end } = differenceOf(readable(before), readable(after));
  return (
    <pre className="code">
      {start}
      {removed && <del>{removed}</del>}
      {added && <ins>{added}</ins>}
      {end}
    </pre>
  );
}
