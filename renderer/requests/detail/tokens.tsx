import type { PriceUsed, RequestRow } from '../../../proxy/history/shapes.ts';
import { cost, money } from '../../format/money.ts';
import { percent, whole } from '../../format/numbers.ts';
import { promptTokens } from '../figures.ts';

interface Kind {
  readonly name: string;
  readonly swatch: string;
  readonly tokens: number | null;
  /** US dollars for a million. */
  readonly price: number | undefined;
}

/** What a request's tokens were, and what they cost. */
export function TokensSection({ row, price }: { row: RequestRow; price: PriceUsed | null }) {
  if (row.inputTokens === null) return null;
  const kinds = kindsOf(row, price);
  const share = percent(row.cacheReadTokens ?? 0, promptTokens(row) ?? 0);
  return (
    <section>
      <h3>
        Tokens and cost{' '}
        <span className="quiet">
          {cost(row.costMicros, true)}
          {share && `, ${share} of the prompt from the cache`}
        </span>
      </h3>
      <div className="bar" aria-hidden>
        {kinds.map(({ name, swatch, tokens }) => (
          <span key={name} className={`tokens-${swatch}`} style={{ flexGrow: tokens ?? 0 }} />
        ))}
      </div>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className="number">
              Tokens
            </th>
            <th scope="col" className="number">
              Per million
            </th>
            <th scope="col" className="number">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <KindRow key={kind.name} kind={kind} />
          ))}
        </tbody>
      </table>
      <p className="quiet figures-foot">{footOf(row, price)}</p>
    </section>
  );
}

function KindRow({ kind: { name, swatch, tokens, price } }: { kind: Kind }) {
  const micros = price === undefined || tokens === null ? null : Math.round(tokens * price);
  return (
    <tr>
      <th scope="row">
        <span className={`swatch tokens-${swatch}`} aria-hidden />
        {name}
      </th>
      <td className="number">{whole(tokens)}</td>
      <td className="number quiet">{price === undefined ? '–' : `$${price}`}</td>
      <td className="number">{micros === null ? '–' : money(micros)}</td>
    </tr>
  );
}

function kindsOf(row: RequestRow, price: PriceUsed | null): Kind[] {
  const kinds: Kind[] = [
    { name: 'Fresh input', swatch: 'fresh', tokens: row.inputTokens, price: price?.input },
    { name: 'Read from the cache', swatch: 'read', tokens: row.cacheReadTokens, price: price?.cacheRead },
    { name: 'Written for 5 minutes', swatch: 'write', tokens: row.cacheWrite5mTokens, price: price?.cacheWrite5m },
    { name: 'Written for an hour', swatch: 'write', tokens: row.cacheWrite1hTokens, price: price?.cacheWrite1h },
    { name: 'Output', swatch: 'output', tokens: row.outputTokens, price: price?.output },
  ];
  return kinds.filter(({ name, tokens }) => name === 'Fresh input' || name === 'Output' || (tokens ?? 0) > 0);
}

function footOf(row: RequestRow, price: PriceUsed | null): string {
  const thinking = row.thinkingTokens ? `${whole(row.thinkingTokens)} of the output was thinking. ` : '';
  const saved = row.savedMicros ? `Caching that Adit asked for saved ${money(row.savedMicros)}. ` : '';
  if (!price) return `${thinking}${saved}No price is known for this model: it is left out of all sums.`;
  const from = price.from === 'settings' ? 'Prices are those of the settings' : 'Prices are those of the catalogue';
  return `${thinking}${saved}${from}${price.isLongContext ? ', for long inputs' : ''}.`;
}
