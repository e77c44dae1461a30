import { styleText } from 'node:util';
import type { RequestDetail } from '../history/shapes.ts';
import { printable } from './table.ts';
import { answerTurns, requestTurns, type Turn } from './turns.ts';
import { full } from './units.ts';

/** Turns that are printed of a conversation that goes on from nothing that is known. */
const MAX_TURNS = 6;

/** Lines of one part of a prompt that are printed; answers are printed whole. */
const MAX_LINES = 20;

/** The part of the conversation that is new in a request, from turn `from` on, and the answer. */
export function conversationLines(
  { row, request, response, clientRequest }: RequestDetail,
  from: number | undefined,
  stream: NodeJS.WriteStream,
): string[] {
  const body = request === null ? (clientRequest?.body ?? null) : JSON.stringify(request, null, 2);
  if (body === null && response === null) return [WHY_NOTHING[row.bodies]];
  const turns = requestTurns(request);
  const start = from ?? Math.max(0, turns.length - MAX_TURNS);
  const bold = (text: string) => styleText('bold', text, { stream });
  const left = start === 0 ? '' : `, after ${full(start)} ${from === undefined ? 'more' : 'that it goes on from'}`;
  const answer = answerTurns(response);
  return [
    bold(turns.length === 0 ? 'Request' : `New: ${countOf(turns.length - start, 'turn')}${left}`),
    ...(turns.length === 0 ? indented(body ?? '', MAX_LINES) : []),
    ...turns.slice(start).flatMap((turn) => turnLines(turn, MAX_LINES, stream)),
    '',
    bold('Answer'),
    ...(response === null ? ['  There is none.'] : []),
    ...answer.flatMap((turn) => turnLines(turn, Number.POSITIVE_INFINITY, stream)),
    ...(response !== null && answer.length === 0 ? indented(JSON.stringify(response, null, 2), MAX_LINES) : []),
  ];
}

const WHY_NOTHING = {
  kept: 'Nothing was said.',
  off: 'What was said is not kept: the settings say so.',
  lost: 'What was said is lost: it came faster than it could be stored.',
  deleted: 'What was said was deleted.',
};

function turnLines({ role, parts }: Turn, limit: number, stream: NodeJS.WriteStream): string[] {
  return parts.flatMap(({ kind, text }) => {
    const label = styleText('cyan', printable(kind === 'text' ? role : `${role}: ${kind}`), { stream });
    return ['', `  ${label}`, ...indented(text, limit)];
  });
}

/** Text under its label; line by line, since a sign that steers the terminal must not. */
function indented(text: string, limit: number): string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  const rest = lines.length - limit;
  const shown = rest > 0 ? [...lines.slice(0, limit), `… ${countOf(rest, 'more line')}: --json has all`] : lines;
  return shown.map((line) => `    ${printable(line.replaceAll('\t', '  '))}`.trimEnd());
}

function countOf(count: number, name: string): string {
  return `${full(count)} ${name}${count === 1 ? '' : 's'}`;
}
