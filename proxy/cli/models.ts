import { Argument, type Command } from 'commander';
import { type AwsIdentity, findIdentity } from '../aws/profiles.ts';
import { AditError, reason } from '../errors.ts';
import { KnownModels } from '../routing/known-models.ts';
import { fetchListing, listScope, readListing } from '../routing/model-lists.ts';
import type { Resolution } from '../routing/resolve.ts';
import { openUpstream } from '../routing/upstream.ts';
import type { Home } from '../settings/home.ts';
import { loadSettings } from '../settings/settings.ts';
import { describeModels, type ModelRow, modelTable } from './model-table.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';

interface ModelOptions extends CommonOptions {
  readonly maker?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly all?: boolean;
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
    .option('--profile <name>', "profile of the AWS files (default: the AWS SDK's own order)")
    .option('--region <name>', "AWS region (default: AWS_REGION, else the profile's)")
    .option('--json', 'print JSON')
    .addHelpText('after', '\nPrices are US dollars for a million tokens, from the catalogue inside Adit.')
    .action((action: Action | undefined, words: string[], options: ModelOptions) => {
      if (action === 'find' && words.length === 0) throw new AditError('invalid_request_error', 'Find which words?');
      if (action !== 'find' && words.length > 0)
        throw new AditError('invalid_request_error', `To look for a model: adit models find ${words.join(' ')}`);
      return print(options, words);
    });
}

const ACTIONS = ['list', 'find'] as const;
type Action = (typeof ACTIONS)[number];

async function print(options: ModelOptions, words: readonly string[]): Promise<void> {
  const home = homeOf(options);
  const { maker, profile, region } = options;
  const loaded = loadSettings(home);
  const settings = { ...loaded, profile: profile ?? loaded.profile, region: region ?? loaded.region };
  const identity = await findIdentity(settings, process.env);
  const known = new KnownModels();
  const from = await learn(known, home, identity, settings.silenceSeconds);
  const resolution: Resolution = {
    region: identity.region,
    scope: settings.scope,
    aliases: settings.aliases,
    known,
    isMissing: () => false,
    now: Date.now,
  };
  const all = describeModels(resolution).filter(matches(maker, words));
  const rows = options.all ? all : all.filter(({ available }) => available !== false);
  if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else process.stdout.write(modelTable(rows, process.stdout));
  process.stderr.write(`${from}${nothing(rows, all, words, maker)}\n`);
}

/** Asks the account what it has, and says where the list is from. */
async function learn(known: KnownModels, home: Home, identity: AwsIdentity, silenceSeconds: number): Promise<string> {
  const scope = listScope(identity);
  if (identity.kind === 'none') return 'No AWS credentials were found: this is the catalogue.';
  const upstream = openUpstream({ identity, env: process.env, silenceSeconds });
  if (process.stderr.isTTY) process.stderr.write(`Asking Amazon Bedrock in ${identity.region} …\r`);
  try {
    known.take(await fetchListing(upstream, scope));
    return `As Amazon Bedrock lists it in ${identity.region} now.`;
  } catch (error) {
    const why =
      error instanceof AditError ? error.message : `Amazon Bedrock did not list its models: ${reason(error)}.`;
    const saved = readListing(home, scope);
    if (!saved) return `${why} This is the catalogue.`;
    known.take(saved);
    return `${why} This is what it listed at ${new Date(saved.fetched).toISOString().slice(0, 16).replace('T', ' ')}.`;
  } finally {
    upstream.door.close();
  }
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
