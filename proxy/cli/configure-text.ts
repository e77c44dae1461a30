import { styleText } from 'node:util';
import { personHome } from '../aws/files/places.ts';
import type { Card, ToolOptions, ToolReport } from '../clients/clients.ts';
import type { ToolContext } from '../clients/context.ts';
import { wrap } from '../doctor/wrap.ts';

const WIDTH = 80;
const LABEL = 11;

/** What `adit configure TOOL` has done. */
export function applyText(
  { tool, title, changes, told, notes }: ToolReport,
  { env, url }: ToolContext,
  { project }: ToolOptions,
): string {
  const where = project === undefined ? '' : ` --project ${quoted(project)}`;
  if (changes.length === 0)
    return `${title} is set up already, to ask ${url}. Nothing was changed.\n${rows(notesOf(notes))}`;
  return `${title} is set up to ask ${url}.\n${rows([
    ...changes.map(({ place }): Row => ['Changed', short(place, env)]),
    ...told.map(({ key, value }): Row => ['Replaced', `${key}, which was ${value}`]),
    ...notesOf(notes),
    ['To undo', `adit configure ${tool} --undo${where}`],
  ])}`;
}

/** What `adit configure TOOL --undo` has done. */
export function undoText({ title, changes, told, notes }: ToolReport, env: NodeJS.ProcessEnv): string {
  if (changes.length === 0 && told.length === 0) return `${title} is not set up by Adit: there is nothing to undo.\n`;
  const head = changes.length === 0 ? `Nothing of ${title} is Adit's any more.` : `${title} is as it was before.`;
  return `${head}\n${rows([
    ...changes.map(({ place }): Row => ['Changed', short(place, env)]),
    ...told.map(({ key, value }): Row => ['Left alone', `${key}, which you have changed since: ${value}`]),
    ...notesOf(notes),
  ])}`;
}

/** The exact change, in colours where a terminal shows it. */
export function previewText(
  { title, changes, told }: ToolReport,
  kind: 'apply' | 'undo',
  stream: NodeJS.WriteStream,
): string {
  if (changes.length === 0)
    return `Nothing would be changed: ${title} ${kind === 'apply' ? 'is set up already' : 'is not set up by Adit'}.\n`;
  const diffs = changes.map(({ diff }) => coloured(diff, stream)).join('\n');
  const words = kind === 'apply' ? 'would be replaced, and remembered' : 'was changed since, and would stay';
  const lines = told.map(({ key, value }) => wrap(`${key}, which is ${value}, ${words}.`, WIDTH).join('\n'));
  return `${[diffs, ...lines].join('\n').trimEnd()}\n`;
}

/** What a person types in. The key is shown, since that is what it is for. */
export function cardText({ steps, fields }: Card, stream: NodeJS.WriteStream): string {
  const width = Math.max(...fields.map(({ label }) => label.length));
  const lines = fields.map(({ label, value }) => `  ${styleText('bold', label.padEnd(width), { stream })}  ${value}`);
  return `${[...wrap(steps, WIDTH), '', ...lines].join('\n')}\n`;
}

type Row = readonly [label: string, text: string];

function notesOf(notes: readonly string[]): Row[] {
  return notes.map((note): Row => ['Note', note]);
}

function rows(all: readonly Row[]): string {
  if (all.length === 0) return '';
  const lines = all.flatMap(([label, text]) =>
    wrap(text, WIDTH - LABEL - 2).map((line, at) => `  ${(at === 0 ? label : '').padEnd(LABEL)}${line}`),
  );
  return `\n${lines.join('\n')}\n`;
}

/** With ~ for the home folder. Names come from files, and must not colour the terminal. */
function short(place: string, env: NodeJS.ProcessEnv): string {
  const home = personHome(env);
  const plain = place.replace(/\p{Cc}/gu, '?');
  return plain.startsWith(`${home}/`) ? `~${plain.slice(home.length)}` : plain;
}

/** As shells take it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function coloured(diff: string, stream: NodeJS.WriteStream): string {
  const colours = { '+': 'green', '-': 'red', '@': 'cyan' } as const;
  const line = (text: string) => {
    const plain = text.replace(/[^\P{Cc}\t]/gu, '');
    const colour = /^(\+\+\+|---) /.test(text) ? 'bold' : colours[text[0] as keyof typeof colours];
    return colour === undefined ? plain : styleText(colour, plain, { stream });
  };
  return diff.split('\n').map(line).join('\n');
}
