/** Millionths of a dollar as money, with as many figures as tell something: `$12.30`, `$0.0042`. */
export function money(micros: number): string {
  const dollars = Math.abs(micros) / 1_000_000;
  const sign = micros < 0 ? '−' : '';
  if (dollars === 0) return '$0';
  if (dollars >= 1000) return `${sign}$${Math.round(dollars).toLocaleString('en-US')}`;
  if (dollars < 0.00005) return `${sign}<$0.0001`;
  if (dollars >= 1) return `${sign}$${dollars.toFixed(2)}`;
  return `${sign}$${dollars.toFixed(dollars >= 0.1 ? 3 : 4)}`;
}

/** The cost of a request: a model whose price is not known is unpriced, and not free. */
export function cost(micros: number | null, isCounted: boolean): string {
  if (micros !== null) return money(micros);
  return isCounted ? 'unpriced' : '–';
}
