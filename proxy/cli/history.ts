import { open } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AditError } from '../errors.ts';
import type { ExportFormat } from '../history/questions.ts';
import { figuresOf } from '../history/read/export/figures.ts';
import { eachRow } from '../history/read/pages.ts';
import { SEARCH_FIELDS } from '../history/read/search/fields.ts';
import { registerShow } from './history-show.ts';
import { historyTable } from './history-table.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';
import { Printer } from './printer.ts';
import { queryOf } from './query-words.ts';
import { noHistory, openStored, type Stored } from './stored.ts';
import { full } from './units.ts';

interface HistoryOptions extends CommonOptions {
  readonly json?: boolean;
  readonly limit?: number;
  readonly export?: ExportFormat;
  readonly out?: string;
}

/** Requests that a table has where nobody says how many. */
const TABLE_LIMIT = 50;

/** `adit history [query]`: the requests that match, the newest first; `adit history show ID`: one of them. */
export function registerHistory(program: Command): void {
  const history = withHome(program.command('history'))
    .description('list the requests that were kept: tokens, cost, times, errors')
    .argument('[query...]', 'what to look for: model:opus status:error cost>0.5 since:yesterday words')
    .option('--json', 'print every match as JSON, one object a line')
    .option('--limit <number>', `print at most so many (default: ${TABLE_LIMIT} in a table, else all)`, parseLimit)
    .addOption(new Option('--export <format>', 'write all that was said as well').choices(['har', 'jsonl', 'csv']))
    .option('--out <file>', 'file to write the export to (default: stdout)')
    // Conditions may begin with a minus.
    .allowUnknownOption()
    .addHelpText('after', SEARCH_HELP)
    .action((words: string[], options: HistoryOptions) => list(queryOf(words), options));
  registerShow(history);
}

const SEARCH_HELP = `
The newest request comes first. All conditions must hold; a minus before one
turns it round. A bare word finds all that begin like it, quotes make a phrase:
both in the request that brought them first, in titles, models and errors.

${SEARCH_FIELDS.map(({ name, help }) => `  ${name.padEnd(9)} ${help}`).join('\n')}
`;

async function list(query: string, options: HistoryOptions): Promise<void> {
  const home = homeOf(options);
  using stored = openStored(home);
  if (!stored) {
    process.stderr.write(`${noHistory(home)}\n`);
    return;
  }
  if (options.out !== undefined && !options.export)
    throw new AditError('invalid_request_error', 'Write what to the file? Say --export har, jsonl or csv.');
  if (options.export && options.limit !== undefined)
    throw new AditError(
      'invalid_request_error',
      'An export has all that matches: a search makes it smaller, no --limit.',
    );
  if (options.export) await writeExport(stored, options.export, query, options.out);
  else if (options.json) await printLines(stored, query, options.limit ?? Number.POSITIVE_INFINITY);
  else await printTable(stored, query, options.limit ?? TABLE_LIMIT);
}

async function printLines({ db }: Stored, query: string, limit: number): Promise<void> {
  const printer = new Printer(process.stdout);
  let printed = 0;
  for (const row of eachRow(db, query)) {
    if (++printed > limit) break;
    await printer.print(`${JSON.stringify(figuresOf(row))}\n`);
  }
}

async function printTable({ readers }: Stored, query: string, limit: number): Promise<void> {
  const { rows, total } = readers.page(query, null, limit);
  await new Printer(process.stdout).print(historyTable(rows, new Date(), process.stdout));
  if (total === 0) process.stderr.write(query === '' ? 'No requests yet.\n' : 'Nothing matches.\n');
  else if (rows.length < total) process.stderr.write(`${full(rows.length)} of ${full(total)}: --limit shows more.\n`);
}

/** The file is readable by the person alone: it holds what was said. */
async function writeExport({ readers }: Stored, format: ExportFormat, query: string, path?: string): Promise<void> {
  const printer = new Printer(process.stdout);
  await using file = path === undefined ? undefined : await open(path, 'w', 0o600);
  await file?.chmod(0o600);
  for (let after: number | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { text, next } = readers.export(format, query, after);
    await (file ? file.write(text) : printer.print(text));
    after = next;
  }
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A limit is a number of requests.');
}
