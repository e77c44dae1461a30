import { calcPatch } from 'fast-myers-diff';
import { toLines } from './splice.ts';

/** Lines around a change. */
const CONTEXT = 3;

interface Change {
  readonly start: number;
  readonly end: number;
  readonly put: readonly string[];
}

/** A unified diff of two texts, empty where they are the same; a file that is not there is `undefined`. */
export function unifiedDiff(file: string, before: string | undefined, after: string | undefined): string {
  const [old, wished] = [toLines(before ?? ''), toLines(after ?? '')];
  const changes = Array.from(calcPatch(old, wished), ([start, end, put]): Change => ({ start, end, put }));
  if (changes.length === 0 && before !== undefined && after !== undefined) return '';
  const head = [
    `--- ${before === undefined ? '/dev/null' : file}\n`,
    `+++ ${after === undefined ? '/dev/null' : file}\n`,
  ];
  let shift = 0;
  const hunks = grouped(changes).map((group) => {
    const text = hunk(group, old, shift);
    for (const { start, end, put } of group) shift += put.length - (end - start);
    return text;
  });
  return head.join('') + hunks.join('');
}

/** Changes whose contexts touch go together. */
function grouped(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last && change.start - (last.at(-1)?.end ?? 0) <= 2 * CONTEXT) last.push(change);
    else groups.push([change]);
  }
  return groups;
}

/** `shift` is by how many lines the changes before have moved what follows. */
function hunk(group: readonly Change[], old: readonly string[], shift: number): string {
  const from = Math.max(0, (group[0]?.start ?? 0) - CONTEXT);
  const to = Math.min(old.length, (group.at(-1)?.end ?? 0) + CONTEXT);
  const lines: string[] = [];
  let at = from;
  for (const { start, end, put } of group) {
    for (; at < start; at++) lines.push(` ${old[at]}`);
    for (; at < end; at++) lines.push(`-${old[at]}`);
    lines.push(...put.map((line) => `+${line}`));
  }
  for (; at < to; at++) lines.push(` ${old[at]}`);
  const added = group.reduce((sum, { start, end, put }) => sum + put.length - (end - start), 0);
  const range = (start: number, count: number) => `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
  const head = `@@ -${range(from, to - from)} +${range(from + shift, to - from + added)} @@\n`;
  return head + lines.map(ended).join('');
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}
