import { styleText } from 'node:util';
import { wrap } from '../doctor/wrap.ts';
import type { Field } from '../settings/describe.ts';
import { GROUPS } from '../settings/schema/about.ts';

interface Row extends Field {
  readonly value: unknown;
}

const WIDTH = 80;

/** All settings by group for a terminal: name, value, what it is; what was changed is bold. */
export function settingsTable(rows: readonly Row[], stream: NodeJS.WriteStream): string {
  const groups = GROUPS.filter((group) => rows.some((row) => row.group === group));
  return groups
    .map((group) => {
      const title = styleText('bold', group.toUpperCase(), { stream });
      const lines = rows.filter((row) => row.group === group).flatMap((row) => linesOf(row, stream));
      return `${[title, ...lines].join('\n')}\n`;
    })
    .join('\n');
}

/** A value for people. */
export function shown(value: unknown, unit: string | null = null): string {
  if (value === undefined || value === null) return 'not set';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'none' : JSON.stringify(value);
  return unit === null ? String(value) : `${value} ${unit}`;
}

function linesOf(
  { path, value, unit, default: usual, description, choices }: Row,
  stream: NodeJS.WriteStream,
): string[] {
  const isChanged = JSON.stringify(value ?? null) !== JSON.stringify(usual);
  const text = shown(value, unit);
  const head = `  ${path} = ${isChanged ? styleText('bold', text, { stream }) : text}`;
  const more = [description, choices.length > 0 ? `One of ${choices.join(', ')}.` : ''].filter(Boolean).join(' ');
  return [head, ...wrap(more, WIDTH - 6).map((line) => styleText('dim', `      ${line}`, { stream }))];
}
