import type { Command } from 'commander';
import { AditError } from '../errors.ts';
import { nearNames } from '../routing/near-names.ts';
import { describeSettings, type Field, fieldOf, isSection } from '../settings/describe.ts';
import { isRecord, patchOf, type SettingsPatch, valueAt } from '../settings/patch.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import { patchFile } from '../settings/store.ts';
import { type CommonOptions, homeOf, withHome } from './options.ts';
import { settingsTable, shown } from './settings-table.ts';

interface SettingsOptions extends CommonOptions {
  readonly json?: boolean;
}

/** `adit settings [list | get PATH | set PATH VALUE | reset PATH]`: what there is to set, and how it stands. */
export function registerSettings(program: Command): void {
  const settings = program
    .command('settings')
    .description('show and change the settings; a running Adit goes on with them at once')
    .helpCommand(false)
    .addHelpText('after', HELP);
  command(settings, 'list', 'show all settings', true).action((options: SettingsOptions) => {
    const values = loadSettings(homeOf(options));
    const rows = describeSettings().map((field) => ({ ...field, value: valueAt(values, field.path) ?? null }));
    process.stdout.write(options.json ? `${JSON.stringify(rows)}\n` : settingsTable(rows, process.stdout));
  });
  command(settings, 'get', 'print a setting, or all under a name')
    .argument('<name>', 'such as history.days')
    .action((name: string, options: SettingsOptions) => print(name, loadSettings(homeOf(options)), options));
  command(settings, 'set', 'change a setting')
    .argument('<name>', 'such as history.days')
    .argument('<value...>', 'a list takes several; JSON is taken as well')
    .action((name: string, words: string[], options: SettingsOptions) =>
      change(name, () => valueFor(name, words), options),
    );
  command(settings, 'reset', 'bring the default of a setting back')
    .argument('<name>', 'such as history.days, or history for all of them')
    .action((name: string, options: SettingsOptions) => change(name, () => null, options));
}

const HELP = `
  adit settings set region eu-central-1
  adit settings set failoverRegions eu-west-1 eu-west-3
  adit settings set aliases.fast claude-haiku-4-5
  adit settings set budgets.daily 20
  adit settings reset budgets`;

function command(parent: Command, name: string, description: string, isDefault = false): Command {
  return withHome(parent.command(name, { isDefault })).description(description).option('--json', 'print JSON');
}

function change(name: string, value: () => unknown, options: SettingsOptions): void {
  const { path, key } = placeOf(name);
  const home = homeOf(options);
  const next = key === undefined ? value() : withRow(loadSettings(home), path, key, value());
  print(name, patchFile(home, patchOf(path, next) as SettingsPatch), options);
  if (fieldOf(path)?.needsRestart) process.stderr.write('This counts from the next start of Adit on.\n');
}

function print(name: string, values: Settings, { json }: SettingsOptions): void {
  const { path, key } = placeOf(name);
  const table = valueAt(values, path);
  const value = key === undefined ? table : isRecord(table) && Object.hasOwn(table, key) ? table[key] : undefined;
  process.stdout.write(json ? `${JSON.stringify(value ?? null)}\n` : `${name} = ${shown(value)}\n`);
}

/** A row of a table, whose name may have dots, is named behind the table's own. Throws AditError for what is no setting. */
function placeOf(name: string): { path: string; key?: string } {
  if (fieldOf(name) || isSection(name)) return { path: name };
  const table = describeSettings().find(({ path, type }) => type === 'table' && name.startsWith(`${path}.`));
  if (table) return { path: table.path, key: name.slice(table.path.length + 1) };
  const [near] = nearNames(
    name,
    describeSettings().map((field) => field.path),
    1,
  );
  const message = `There is no setting "${name.slice(0, 80)}". The nearest is ${near}; "adit settings" lists them all.`;
  throw new AditError('invalid_request_error', message);
}

/** A table with one row set, or without it. */
function withRow(values: Settings, path: string, key: string, value: unknown): unknown {
  const table = valueAt(values, path) as Readonly<Record<string, unknown>>;
  const { [key]: _, ...others } = table;
  return value === null ? others : { ...others, [key]: value };
}

/** What was typed, as the setting's type has it. Validation is the schema's. */
function valueFor(name: string, words: readonly string[]): unknown {
  const { path, key } = placeOf(name);
  const field = fieldOf(path);
  const [word = ''] = words;
  if (field?.type === 'list') return words.length === 1 && word.startsWith('[') ? fromJson(word) : listOf(words);
  if (words.length > 1)
    throw new AditError('invalid_request_error', `${name} has one value; quote it if it has spaces.`);
  if (key !== undefined) return field?.columns[0]?.name === '' ? word : fromJson(word);
  return field ? READ[field.type](word) : fromJson(word);
}

const READ: Readonly<Record<Exclude<Field['type'], 'list'>, (word: string) => unknown>> = {
  boolean: (word) => ({ true: true, on: true, yes: true, false: false, off: false, no: false })[word] ?? word,
  integer: numberOr,
  number: numberOr,
  text: (word) => word,
  choice: (word) => word,
  table: fromJson,
};

function numberOr(word: string): unknown {
  return word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}

function listOf(words: readonly string[]): string[] {
  return words.flatMap((word) => word.split(',')).flatMap((word) => word.trim() || []);
}

function fromJson(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch {
    throw new AditError('invalid_request_error', `"${word.slice(0, 80)}" is not JSON, such as {"daily": 5}.`);
  }
}
