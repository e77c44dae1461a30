import { type Command, Option } from 'commander';
import { quote } from '../history/read/search/terms.ts';
import { TIME_HELP } from '../history/read/search/times.ts';
import { COST_GROUPS, type CostGroup, type CostRow } from '../history/shapes.ts';
import { costTable } from './cost-table.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';
import { Printer } from './printer.ts';
import { queryOf } from './query-words.ts';
import { noHistory, openStored } from './stored.ts';

interface CostOptions extends CommonOptions {
  readonly by: CostGroup;
  readonly since?: string;
  readonly json?: boolean;
}

/** `adit cost`: what the requests that were kept cost, by day or by something else. */
export function registerCost(program: Command): void {
  withHome(program.command('cost'))
    .description('show what requests cost: by day, model, client, session or project')
    .argument('[query...]', 'only requests that match, as in adit history')
    .addOption(new Option('--by <group>', 'what to add up by').choices(COST_GROUPS).default('day'))
    .option('--since <when>', `only requests from then on: ${TIME_HELP}`)
    .option('--json', 'print JSON, one object a line')
    // Conditions may begin with a minus.
    .allowUnknownOption()
    .addHelpText('after', HELP)
    .action((words: string[], options: CostOptions) => print(queryOf(words), options));
}

const HELP = `
Prices are those of the catalogue inside Adit, or of "prices" in the settings,
as they were when a request ended. Requests for a model without a known price
are told as unpriced, and are not in the sums. SAVED is what the cache
breakpoints that Adit set have saved.`;

async function print(words: string, { by, since, json, ...options }: CostOptions): Promise<void> {
  const home = homeOf(options);
  using stored = openStored(home);
  if (!stored) {
    process.stderr.write(`${noHistory(home)}\n`);
    return;
  }
  const query = since === undefined ? words : `${words} since:${quote(since)}`;
  const rows = stored.readers.costs(by, query);
  const printer = new Printer(process.stdout);
  if (json) await printer.print(rows.map((row) => `${JSON.stringify(toJson(by, row))}\n`).join(''));
  else await printer.print(costTable(by, rows, process.stdout));
  if (!json && rows.length === 0) process.stderr.write('No requests that cost anything.\n');
}

/** Money in US dollars; null where no request of the group has a price. */
function toJson(by: CostGroup, row: CostRow) {
  const isPriced = row.unpriced < row.requests;
  return {
    by,
    group: row.group,
    title: row.title,
    requests: row.requests,
    unpriced: row.unpriced,
    input_tokens: row.inputTokens,
    cache_read_tokens: row.cacheReadTokens,
    cache_write_tokens: row.cacheWriteTokens,
    output_tokens: row.outputTokens,
    cost_usd: isPriced ? row.costMicros / 1_000_000 : null,
    saved_usd: isPriced ? row.savedMicros / 1_000_000 : null,
  };
}
