import type { ToolReport } from '../../proxy/clients/clients.ts';
import { Diff } from '../ui/diff.tsx';
import type { Kind } from './tools.ts';

/** The exact change, before it is made. Keys are masked. */
export function ToolPreview({ report, kind }: { report: ToolReport; kind: Kind }) {
  const { changes, told } = report;
  return (
    <div className="stack">
      {changes.length === 0 && <p className="quiet">There is nothing to change.</p>}
      {changes.map(({ place, diff }) => (
        <figure key={place}>
          <figcaption className="tool-place">
            {kind === 'apply' ? 'To be changed in' : 'To be put back in'} <code>{place}</code>
          </figcaption>
          <Diff text={withoutNames(diff)} label={`Change of ${place}`} />
        </figure>
      ))}
      {told.length > 0 && (
        <div>
          <p>{kind === 'apply' ? 'Replaced, and remembered:' : 'Changed by somebody since, and left alone:'}</p>
          <ul className="told">
            {told.map(({ place, key, value }) => (
              <li key={`${place} ${key}`}>
                <code>{key}</code> <span className="mono quiet">{value}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The names of the file stand over it. */
function withoutNames(diff: string): string {
  return diff.replace(/^--- .*\n\+\+\+ .*\n/, '');
}
