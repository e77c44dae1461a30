import { Argument, type Command } from 'commander';
import { type AwsIdentity, findIdentity } from '../aws/profiles.ts';
import { AditError, reason } from '../errors.ts';
import { accountHints, fetchTerms } from '../routing/account-terms.ts';
import { KnownModels } from '../routing/known-models.ts';
import { fetchAccesses } from '../routing/model-access.ts';
import { fetchListing, listScope, readListing } from '../routing/model-lists.ts';
import { describeModels, type ModelRow } from '../routing/model-rows.ts';
import type { Resolution } from '../routing/resolve.ts';
import { openUpstream, type Upstream } from '../routing/upstream.ts';
import { environmentOf } from '../settings/environment.ts';
import type { Home } from '../settings/home.ts';
import { loadSettings } from '../settings/settings.ts';
import { modelTable } from './model-table.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';

interface ModelOptions extends CommonOptions {
  readonly maker?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly all?: boolean;
  readonly access?: boolean;
  readonly json?: boolean;
}

/** `adit models [list | find WORDS]`: what can be asked for, what it costs, and whether this account has it. */
export function registerModels(program: Command): void {
  withHome(program.command('models'))
    .description('list the models on Amazon Bedrock that you can ask for: context, prices, profiles')
    .addArgument(new Argument('[list|find]', 'all of them, or those with the words in their names').choices(ACTIONS))
    .argument('[words...]', 'words to find')
    .option('--maker <name>', 'only models of this maker, such as anthropic or amazon')
    .option('--all', 'also those that the account or region lacks')
    .option('--access', 'ask whether the account has access to each: a call per model (find does so by itself)')
    .option('--profile <name>', "profile of the AWS files (default: the AWS SDK's own order)")
    .option('--region <name>', "AWS region (default: AWS_REGION, else the profile's)")
    .option('--json', 'print JSON')
    .addHelpText('after', '\nPrices are US dollars for a million tokens, from the catalogue inside Adit.')
    .action((action: Action | undefined, words: string[], options: ModelOptions) => {
      if (action === 'find' && words.length === 0) throw new AditError('invalid_request_error', 'Find which words?');
      if (action !== 'find' && words.length > 0)
        throw new AditError('invalid_request_error', `To look for a model: adit models find ${words.join(' ')}`);
      return print({ ...options, access: options.access ?? action === 'find' }, words);
    });
}

const ACTIONS = ['list', 'find'] as const;
type Action = (typeof ACTIONS)[number];

async function print(options: ModelOptions, words: readonly string[]): Promise<void> {
  const home = homeOf(options);
  const { maker, profile, region } = options;
  const loaded = loadSettings(home);
  const env = environmentOf(loaded, process.env);
  const settings = { ...loaded, profile: profile ?? loaded.profile, region: region ?? loaded.region };
  const identity = await findIdentity(settings, env);
  const known = new KnownModels();
  const upstream = openUpstream({ identity, env, silenceSeconds: settings.silenceSeconds });
  const { from, isTold } = await learn(known, home, identity, upstream);
  const resolution: Resolution = {
    region: identity.region,
    scope: settings.scope,
    aliases: settings.aliases,
    known,
    isMissing: () => false,
    now: Date.now,
  };
  const all = describeModels(resolution).filter(matches(maker, words));
  const listed = options.all ? all : all.filter(({ available }) => available !== false);
  const withAccess = options.access === true;
  const asks = withAccess && isTold && listed.length > 0;
  const { rows, note } = asks ? await askAccess(upstream, identity.region, listed) : { rows: listed, note: '' };
  upstream.door.close();
  if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else process.stdout.write(modelTable(rows, process.stdout, withAccess));
  process.stderr.write(`${from}${note}${nothing(rows, all, words, maker)}\n`);
}

/** Asks the account what it has, says where the list is from, and whether Bedrock answered. */
async function learn(
  known: KnownModels,
  home: Home,
  identity: AwsIdentity,
  upstream: Upstream,
): Promise<{ from: string; isTold: boolean }> {
  const scope = listScope(identity);
  if (identity.kind === 'none') return { from: 'No AWS credentials were found: this is the catalogue.', isTold: false };
  if (process.stderr.isTTY) process.stderr.write(`Asking Amazon Bedrock in ${identity.region} …\r`);
  try {
    known.take(await fetchListing(upstream, scope));
    return { from: `As Amazon Bedrock lists it in ${identity.region} now.`, isTold: true };
  } catch (error) {
    const why =
      error instanceof AditError ? error.message : `Amazon Bedrock did not list its models: ${reason(error)}.`;
    const saved = readListing(home, scope);
    if (!saved) return { from: `${why} This is the catalogue.`, isTold: false };
    known.take(saved);
    const at = new Date(saved.fetched).toISOString().slice(0, 16).replace('T', ' ');
    return { from: `${why} This is what it listed at ${at}.`, isTold: false };
  }
}

/** The rows with what Bedrock says of the account's access to each, and a note where it did not say. */
async function askAccess(
  upstream: Upstream,
  region: string,
  rows: readonly ModelRow[],
): Promise<{ rows: ModelRow[]; note: string }> {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const [accesses, terms] = await Promise.all([fetchAccesses(upstream, region, ids), fetchTerms(upstream, region)]);
  const whys = [...accesses.values()].flatMap((answer) => ('why' in answer ? [answer.why] : []));
  const untold = whys.length > 0 ? ` Access to ${whys.length} of ${ids.length} is unknown: ${whys[0]}` : '';
  const note = `${untold} Whether a model answers, a call alone tells: adit doctor makes one.`;
  return {
    rows: rows.map((row) => {
      const answer = accesses.get(row.id);
      const hints = accountHints(terms, [row.id]).filter(({ isKnown }) => !isKnown);
      return {
        ...row,
        access: answer && 'access' in answer ? answer.access : null,
        hints: hints.map(({ title, evidence, mend }) => [`${title}: ${evidence}`, mend].filter(Boolean).join(' ')),
      };
    }),
    note,
  };
}

function matches(maker: string | undefined, words: readonly string[]): (row: ModelRow) => boolean {
  const wanted = words.flatMap((word) => word.toLowerCase().split(/\s+/)).filter(Boolean);
  return (row) => {
    const text = [row.name, row.title, row.maker, row.id, ...row.profiles].join(' ').toLowerCase();
    return (
      (maker === undefined || row.maker.startsWith(maker.toLowerCase())) && wanted.every((word) => text.includes(word))
    );
  };
}

function nothing(rows: unknown[], all: unknown[], words: readonly string[], maker: string | undefined): string {
  if (rows.length > 0) return '';
  if (all.length > 0) return ' The account or region has none of these; --all shows them.';
  const what = [maker && `made by ${maker}`, words.length > 0 && `with "${words.join(' ')}" in its name`];
  return ` There is no model ${what.filter(Boolean).join(' ')}.`;
}
