import type { Field } from '../../proxy/settings/describe.ts';
import { whole } from '../format/numbers.ts';

/** A value as it stands in a field. */
export function writeText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

/** What a number's field says; an empty one means the default. Throws an Error in words. */
export function readNumber({ type, min, max }: Field): (text: string) => number | null {
  return (text) => {
    if (text === '') return null;
    const number = Number(text.replace(/,(?=\d{3}\b)/g, ''));
    if (!Number.isFinite(number)) throw new Error('A number is expected.');
    if (type === 'integer' && !Number.isInteger(number)) throw new Error('A whole number is expected.');
    if (min !== null && number < min) throw new Error(`At least ${whole(min)}.`);
    if (max !== null && number > max) throw new Error(`At most ${whole(max)}.`);
    return number;
  };
}

/** What a text's field says; an empty one means the default. */
export function readText(text: string): string | null {
  return text === '' ? null : text;
}

/** A default as people read it. */
export function defaultWords({ default: value, unit, type }: Field): string {
  if (type === 'boolean') return value ? 'on' : 'off';
  if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) return 'none';
  if (Array.isArray(value)) return value.join(', ');
  return unit ? `${value} ${unit}` : String(value);
}
