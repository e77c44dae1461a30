/** Reads an amount as a person writes it, in the unit that is stored; undefined where it is none. */
export type Amount = (text: string) => number | undefined;

/** How durations can be written. */
export const DURATION = '200ms, 2m; a bare number is ms';

const TOKENS: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000 };
const DOLLARS: Readonly<Record<string, number>> = { '': 1_000_000 };
const PERCENT: Readonly<Record<string, number>> = { '': 1, '%': 1 };
const MILLISECONDS: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `200`, `10k`, `1.5M`. */
export const tokens: Amount = (text) => inUnit(text, TOKENS);
/** `0.5`, `$0.5`: in millionths. */
export const dollars: Amount = (text) => inUnit(text.replace(/^\$/, ''), DOLLARS);
/** `90`, `90%`. */
export const percent: Amount = (text) => inUnit(text, PERCENT);
/** `1.5s`, `200ms`, `200`. */
export const milliseconds: Amount = (text) => inUnit(text, MILLISECONDS);
export const number: Amount = (text) => inUnit(text, { '': 1 });

function inUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d*)?|\.\d+)([a-z%]*)$/i.exec(text.trim()) ?? [];
  const size = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  return digits === undefined || size === undefined ? undefined : Number(digits) * size;
}
