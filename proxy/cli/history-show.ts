import type { Command } from 'commander';
import { AditError } from '../errors.ts';
import { firstNewTurn } from '../history/read/diff/new-part.ts';
import { wholeLine } from '../history/read/export/export.ts';
import { rowOfId } from '../history/read/pages.ts';
import { quote } from '../history/read/search/terms.ts';
import type { RequestRow } from '../history/shapes.ts';
import { NOTHING_LIVE } from '../history/store/live.ts';
import { conversationLines } from './conversation-text.ts';
import { overviewLines } from './history-overview.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';
import { Printer } from './printer.ts';
import { noHistory, openStored, type Stored } from './stored.ts';

interface ShowOptions extends CommonOptions {
  readonly json?: boolean;
}

/** How many requests are named where an id stands for more than one. */
const MAX_NAMED = 5;

/** `adit history show ID`: one request with what was said in it. */
export function registerShow(history: Command): void {
  withHome(history.command('show'))
    .description('show one request: times, tokens, cost, what was new in it, and the answer')
    .argument('<id>', 'id of the request, or how it begins; with or without req_')
    .option('--json', 'print it as JSON, with all that the client sent and the message that it got')
    // Options that the command above has as well are taken by it.
    .action((id: string, _options: ShowOptions, command: Command) => show(id, command.optsWithGlobals()));
}

async function show(id: string, options: ShowOptions): Promise<void> {
  const home = homeOf(options);
  using stored = openStored(home);
  if (!stored) throw new AditError('not_found_error', noHistory(home));
  const row = findRow(stored, id);
  const printer = new Printer(process.stdout);
  if (options.json) await printer.print(wholeLine(stored.db, row, NOTHING_LIVE));
  else await printer.print(`${textOf(stored, row).join('\n')}\n`);
}

/** The request that an id, or the beginning of one, stands for. Throws AditError where it is none, or not one alone. */
function findRow({ db, readers }: Stored, id: string): RequestRow {
  const exact = rowOfId(db, id);
  if (exact) return exact;
  const { rows, total } = readers.page(`id:${quote(id)}`, null, MAX_NAMED);
  const [only] = rows;
  if (!only) throw new AditError('not_found_error', `The history has no request whose id begins with "${id}".`);
  if (total === 1) return only;
  const names = rows.map((row) => row.id).join(', ');
  const more = total > rows.length ? ', …' : '';
  throw new AditError('invalid_request_error', `${total} requests begin with "${id}": ${names}${more}`);
}

function textOf({ db, readers }: Stored, row: RequestRow): string[] {
  const detail = readers.detail(row.id);
  if (!detail) throw new AditError('not_found_error', `The request ${row.id} is gone.`);
  const before = detail.previous === null ? undefined : rowOfId(db, detail.previous);
  const from = before ? firstNewTurn(db, before.seq, row.seq) : undefined;
  return [
    ...overviewLines(detail, readers.diff(row.id, null), process.stdout),
    '',
    ...conversationLines(detail, from, process.stdout),
  ];
}
