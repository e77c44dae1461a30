import type { RequestRow } from '../../../proxy/history/shapes.ts';
import { span } from '../../format/time.ts';
import { shortModel } from '../models.ts';

/** What was tried before the answer came. */
export function TriesSection({ row }: { row: RequestRow }) {
  if (row.tries.length === 0) return null;
  return (
    <section>
      <h3>
        Failed tries{' '}
        <span className="quiet">
          {row.retries > 0 && `asked again ${row.retries}×`}
          {row.failovers > 0 && `, elsewhere ${row.failovers}×`}
        </span>
      </h3>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col" className="number">
              After
            </th>
            <th scope="col">Error</th>
            <th scope="col">Model</th>
            <th scope="col">Region</th>
            <th scope="col">Wire</th>
          </tr>
        </thead>
        <tbody>
          {row.tries.map(({ at, error, status, model, region, surface }) => (
            <tr key={at}>
              <td className="number">{span(at)}</td>
              <td className="bad">
                {status || ''} {error}
              </td>
              <td>{shortModel(model)}</td>
              <td>{region}</td>
              <td>{surface}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
