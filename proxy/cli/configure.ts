import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  apply,
  cardOf,
  listTools,
  preview,
  stateAtLeast,
  type ToolOptions,
  type ToolReport,
  undo,
  undoAll,
} from '../clients/clients.ts';
import type { ToolContext } from '../clients/context.ts';
import { ignoredByGit } from '../clients/git.ts';
import { AditError } from '../errors.ts';
import { applyText, cardText, previewText, undoText } from './configure-text.ts';
import { type CommonOptions, withHome } from './options.ts';
import { portAtLeast, withTools } from './tool-context.ts';
import { toolTable } from './tool-table.ts';

interface ConfigureOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly undo?: boolean;
  readonly status?: boolean;
  readonly project?: string;
  readonly json?: boolean;
}

/** `adit configure`: sets tools up to ask Adit, shows how they stand, and undoes it. */
export function registerConfigure(program: Command): void {
  withHome(program.command('configure'))
    .description('set up a tool to ask Adit, or list the tools of this machine')
    .argument('[tool]', 'such as claude-code; without one, all that are found are listed')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .option('--undo', 'put back what was there before; without a tool, everywhere')
    .addOption(new Option('--status', 'print how it stands, and nothing else').conflicts(['dryRun', 'undo']))
    .option('--project <dir>', 'for the project in this folder alone (claude-code)')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action((tool: string | undefined, options: ConfigureOptions) =>
      withTools(
        options,
        (context) => (tool === undefined ? all(context, options) : one(context, tool, options)),
        options.undo || options.status ? portAtLeast : undefined,
      ),
    );
}

const HELP = `
States: not set up, set up, set up elsewhere (to ask somebody else), drifted
(somebody has changed it since Adit set it up). Only Adit's own keys are
changed; what was there before is remembered, and --undo puts it back.`;

async function one(context: ToolContext, tool: string, options: ConfigureOptions): Promise<void> {
  const where: ToolOptions = options.project === undefined ? {} : { project: resolve(options.project) };
  if (options.status) return printState(context, tool, where, options);
  if (options.dryRun) {
    const kind = options.undo ? 'undo' : 'apply';
    return print(await preview(context, tool, kind, where), options, (report) =>
      previewText(report, kind, process.stdout),
    );
  }
  if (options.undo) return print(await undo(context, tool, where), options, (report) => undoText(report, context.env));
  const report = await apply(context, tool, where);
  const card = await cardOf(context, tool);
  const noted = { ...report, notes: [...report.notes, ...(await notesFor(where))] };
  if (options.json) return write(JSON.stringify({ ...noted, card: card ?? null }));
  const isCardOnly = card !== undefined && report.changes.length === 0 && noted.state === 'not set up';
  write((isCardOnly ? '' : applyText(noted, context, where)) + (card ? cardText(card, process.stdout) : ''));
}

async function all(context: ToolContext, options: ConfigureOptions): Promise<void> {
  if (options.project !== undefined) {
    throw new AditError('invalid_request_error', '--project is for one tool: adit configure claude-code --project DIR');
  }
  if (options.dryRun) {
    throw new AditError(
      'invalid_request_error',
      '--dry-run is for one tool, such as: adit configure claude-code --dry-run',
    );
  }
  if (options.undo) {
    const reports = await undoAll(context);
    if (options.json) return write(JSON.stringify({ undone: reports }));
    const none = 'Adit has set up no tool: there is nothing to undo.\n';
    return write(reports.map((report) => undoText(report, context.env)).join('\n') || none);
  }
  const tools = await listTools(context);
  write(options.json ? JSON.stringify({ url: context.url, tools }) : toolTable(tools, process.stdout));
}

async function printState(
  context: ToolContext,
  tool: string,
  where: ToolOptions,
  { json }: ConfigureOptions,
): Promise<void> {
  const { state, problem } = await stateAtLeast(context, tool, where);
  write(json ? JSON.stringify({ tool, state, problem }) : state);
  if (problem && !json) process.stderr.write(`adit: ${problem}\n`);
}

function print(report: ToolReport, { json }: ConfigureOptions, text: (report: ToolReport) => string): void {
  write(json ? JSON.stringify(report) : text(report));
}

async function notesFor({ project }: ToolOptions): Promise<string[]> {
  return project === undefined ? [] : ignoredByGit(project, '.claude/settings.local.json');
}

function write(text: string): void {
  process.stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`);
}
