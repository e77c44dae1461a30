const WHOLE = new Intl.NumberFormat('en-US');

/** `1,234,567`; a dash for what is not known. */
export function whole(value: number | null): string {
  return value === null ? '–' : WHOLE.format(value);
}

/** A count in little room: `950`, `12.3k`, `1.24M`. */
export function compact(value: number | null): string {
  if (value === null) return '–';
  if (value < 1000) return String(Math.round(value));
  if (value < 1_000_000) return `${short(value / 1000)}k`;
  return `${short(value / 1_000_000)}M`;
}

/** A share of a whole in whole percent; empty where there is no whole. */
export function percent(part: number, all: number): string {
  return all > 0 ? `${Math.floor((part / all) * 100)}%` : '';
}

/** Bytes as people say them: `1.2 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${short(value / 1000)} kB`;
  if (value < 1_000_000_000) return `${short(value / 1_000_000)} MB`;
  return `${short(value / 1_000_000_000)} GB`;
}

/** `1 request`, `2 requests`. */
export function counted(count: number, thing: string): string {
  return `${WHOLE.format(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** Three figures, as many of them behind the point as fit. */
function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
