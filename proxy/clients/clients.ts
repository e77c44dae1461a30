import { statSync } from 'node:fs';
import { locked } from '../aws/files/lock.ts';
import { AditError, reason } from '../errors.ts';
import { expectAddress, factsOf, type ToolContext } from './context.ts';
import { toolError } from './errors.ts';
import { findInstalled, type Installed } from './installed.ts';
import { MEMORY_FILE, nameOf, readMemory, recall, remember } from './memory.ts';
import { type State, stateOf } from './merge.ts';
import { openPlace, type Plan } from './place.ts';
import { reportOf, type ToolReport } from './report.ts';
import type { Card, Setup, Tool } from './tool.ts';
import { TOOLS, toolNamed } from './tools.ts';

export type { State } from './merge.ts';
export type { Told, ToolReport } from './report.ts';
export type { Card } from './tool.ts';

/** A tool as lists show it. */
export interface ToolRow {
  readonly id: string;
  readonly title: string;
  /** Null where it is not on this machine. */
  readonly installed: Installed | null;
  /** Null where its settings cannot be read. A tool that only a person can set up is so once its key was used. */
  readonly state: State | null;
  /** Why its settings cannot be read, for people. */
  readonly problem: string | null;
  /** Files and defaults that it is set up in. */
  readonly places: readonly string[];
}

/** For one project instead of for all of the person's work. */
export interface ToolOptions {
  readonly project?: string | undefined;
}

/** How often a change is tried again when somebody else changes the same file. */
const TRIES = 5;

/** All tools that Adit can set up, with what is on this machine and how it stands. Nothing is changed. */
export async function listTools(context: ToolContext): Promise<ToolRow[]> {
  return Promise.all(TOOLS.map((tool) => rowOf(context, tool)));
}

/** How one tool stands. Nothing is changed. Rejects with AditError where its settings cannot be read. */
export async function toolState(context: ToolContext, id: string, options: ToolOptions = {}): Promise<State> {
  return stateOfTool(context, toolNamed(id), options);
}

/** The same for who wants to know no more: where its settings cannot be read, they count as what was made of them. */
export async function stateAtLeast(
  context: ToolContext,
  id: string,
  options: ToolOptions = {},
): Promise<{ readonly state: State; readonly problem?: string }> {
  try {
    return { state: await toolState(context, id, options) };
  } catch (error) {
    const tool = toolNamed(id);
    if (!(error instanceof AditError)) throw error;
    const isKept = setupsOf(context, tool, '', options).some(({ where }) => recall(context.home, where));
    return { state: isKept ? 'drifted' : 'not set up', problem: error.message };
  }
}

/** What `apply` would change, and what `undo` would. Nothing is changed, and no key is made. */
export async function preview(
  context: ToolContext,
  id: string,
  kind: 'apply' | 'undo' = 'apply',
  options: ToolOptions = {},
): Promise<ToolReport> {
  const tool = toolNamed(id);
  if (kind === 'apply') expectAddress(context);
  const key = (await context.keys.existing(tool.id)) ?? 'adit-…';
  const setups = setupsOf(context, tool, key, options);
  const plans = await Promise.all(setups.map((setup) => planFor(context, tool, setup, kind)));
  return reportOf(tool, setups, plans, await stateOfTool(context, tool, options));
}

/** Sets a tool up; once it is, nothing is changed. Rejects with AditError, whose `details.code` is a ToolErrorCode. */
export async function apply(context: ToolContext, id: string, options: ToolOptions = {}): Promise<ToolReport> {
  const tool = toolNamed(id);
  expectAddress(context);
  expectFolder(options);
  const setups = setupsOf(context, tool, await context.keys.keyFor(tool.id), options);
  return change(context, tool, setups, 'apply', options);
}

/** Puts back what was there before, and tells what the person has changed since, which stays. */
export async function undo(context: ToolContext, id: string, options: ToolOptions = {}): Promise<ToolReport> {
  const tool = toolNamed(id);
  const setups = setupsOf(context, tool, (await context.keys.existing(tool.id)) ?? '', options);
  return change(context, tool, setups, 'undo', options);
}

/** Undoes all that Adit remembers, wherever it was: projects, and folders that no variable names any more. */
export async function undoAll(context: ToolContext): Promise<ToolReport[]> {
  const reports: ToolReport[] = [];
  for (const { tool: id, where } of readMemory(context.home)) {
    const tool = toolNamed(id);
    const setups = setupsOf(context, tool, (await context.keys.existing(id)) ?? '', {});
    const known = setups.find((setup) => nameOf(setup.where) === nameOf(where));
    reports.push(await change(context, tool, [known ?? { where, wants: [] }], 'undo', {}));
  }
  return reports;
}

/** What a person types into a tool, with the key; undefined for tools that need nothing of the kind. The key is made. */
export async function cardOf(context: ToolContext, id: string): Promise<Card | undefined> {
  const tool = toolNamed(id);
  if (tool.card) expectAddress(context);
  return tool.card?.(factsOf(context, await context.keys.keyFor(tool.id)));
}

async function rowOf(context: ToolContext, tool: Tool): Promise<ToolRow> {
  const facts = factsOf(context, '');
  const installed = (await findInstalled(tool.presence, facts.person, context.env)) ?? null;
  const row = {
    id: tool.id,
    title: tool.title,
    installed,
    places: tool.setups(facts).map(({ where }) => nameOf(where)),
  };
  try {
    return { ...row, state: await stateOfTool(context, tool, {}), problem: null };
  } catch (error) {
    return { ...row, state: null, problem: error instanceof AditError ? error.message : reason(error) };
  }
}

async function stateOfTool(context: ToolContext, tool: Tool, options: ToolOptions): Promise<State> {
  const setups = setupsOf(context, tool, (await context.keys.existing(tool.id)) ?? '', options);
  const isRevoked = !context.keys.has(tool.id);
  const states = await Promise.all(
    setups.map(async (setup) => {
      const kept = recall(context.home, setup.where);
      const { get } = await openPlace(setup, kept, context.defaults);
      // What was set up with a key that is gone is answered no more.
      if (kept && isRevoked) return 'drifted';
      return stateOf(get, setup.wants, kept?.keys, context.url);
    }),
  );
  return joined(states) ?? ((await context.keys.lastUsed(tool.id)) === null ? 'not set up' : 'set up');
}

/** The first place is that of the address; a tool is set up when the others are as well. */
function joined([first, ...others]: readonly State[]): State | undefined {
  return first === 'set up' && others.some((state) => state !== 'set up') ? 'drifted' : first;
}

/** A project that is not there is one whose name was mistyped. Throws AditError. */
function expectFolder({ project }: ToolOptions): void {
  if (project === undefined || statSync(project, { throwIfNoEntry: false })?.isDirectory()) return;
  throw toolError('not-possible', `There is no folder ${project}.`, project);
}

function setupsOf(context: ToolContext, tool: Tool, key: string, { project }: ToolOptions): readonly Setup[] {
  if (project !== undefined && !tool.perProject) {
    throw toolError('not-possible', `${tool.title} cannot be set up for one project.`);
  }
  return tool.setups(factsOf(context, key, project));
}

async function planFor(
  { home, url, defaults }: ToolContext,
  tool: Tool,
  setup: Setup,
  kind: 'apply' | 'undo',
): Promise<Plan> {
  const kept = recall(home, setup.where);
  const place = await openPlace(setup, kept, defaults);
  return place.plan({ tool: tool.id, kind, wants: setup.wants, kept, url });
}

/** All places are planned before the first is changed, so that what cannot be done is not half done. */
async function change(
  context: ToolContext,
  tool: Tool,
  setups: readonly Setup[],
  kind: 'apply' | 'undo',
  options: ToolOptions,
): Promise<ToolReport> {
  const plans: Plan[] = [];
  await locked(context.home.file(MEMORY_FILE), async () => {
    for (const setup of setups.slice(1)) await planFor(context, tool, setup, kind);
    for (const setup of setups) plans.push(await carryOut(context, tool, setup, kind));
  });
  return reportOf(tool, setups, plans, await stateOfTool(context, tool, options));
}

/**
 * What was there is remembered before it is replaced, and forgotten after it is back: a crash in between loses nothing. Who
 * changes the file at the same moment is waited for.
 */
async function carryOut(context: ToolContext, tool: Tool, setup: Setup, kind: 'apply' | 'undo'): Promise<Plan> {
  const before = recall(context.home, setup.where);
  for (let tries = 0; tries < TRIES; tries++) {
    const plan = await planFor(context, tool, setup, kind);
    try {
      if (kind === 'apply') remember(context.home, setup.where, plan.kept);
      if (await plan.commit()) {
        if (kind === 'undo') remember(context.home, setup.where, undefined);
        return plan;
      }
    } catch (error) {
      remember(context.home, setup.where, before);
      throw error;
    }
    remember(context.home, setup.where, before);
  }
  const name = nameOf(setup.where);
  throw toolError(
    'keeps-changing',
    `Another program keeps changing ${name}. Nothing was changed; try again later.`,
    name,
  );
}
