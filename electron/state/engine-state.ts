import type { ListedProfile } from '../../proxy/aws/sign-in-state.ts';
import type { Status } from '../../proxy/control/status.ts';
import type { RequestRow } from '../../proxy/history/shapes.ts';
import type { RecentRequest, ShellState, SignInView, ToolView } from './state.ts';

/** What the engine tells of itself. */
export interface EngineFacts {
  readonly status: Status;
  readonly profiles: readonly ListedProfile[];
  /** Newest first. */
  readonly rows: readonly RequestRow[];
  /** Ids of requests under way. */
  readonly open: ReadonlySet<string>;
  /** US dollars a day for all clients; null where none is set. */
  readonly dailyUsd: number | null;
  readonly tools: readonly ToolView[];
}

/** The part of the shell's state that is the engine's. */
export function toEngineState(facts: EngineFacts): Omit<ShellState, 'login' | 'update'> {
  const { status, profiles, rows, open, dailyUsd, tools } = facts;
  const { today } = status;
  return {
    engine: { state: status.on ? 'on' : 'off', url: status.url },
    demo: status.demo,
    profile: status.profile,
    profiles: profiles.map(({ name }) => name),
    region: status.region,
    regions: regionsOf(status.region, profiles),
    signIn: toSignIn(status),
    busy: open.size,
    recent: rows.filter(({ kind }) => kind === 'answer').map(toRecent),
    today: { costMicros: today?.costMicros ?? 0, unpriced: today?.unpriced ?? 0, budgetUsd: dailyUsd },
    tools,
  };
}

/** Regions to choose from: those that the person has something to do with. Others are named in the settings. */
function regionsOf(current: string, profiles: readonly ListedProfile[]): string[] {
  const named = profiles.map(({ region }) => region).filter((region) => region !== undefined);
  return [...new Set([current, ...named])].sort();
}

function toSignIn({ matter, run, signIn }: Status): SignInView {
  if (run.state === 'running') return { state: 'running' };
  if (matter) return { state: 'needed', task: taskOf(matter.task), waiting: matter.waiting };
  switch (signIn.state) {
    case 'none':
      return { state: 'none' };
    case 'signed-in':
      return { state: 'signed-in', until: signIn.until, renewed: signIn.renewed };
    case 'expired':
      // What renews itself at the next request needs nobody.
      return signIn.renewed ? { state: 'none' } : { state: 'needed', task: 'sso', waiting: 0 };
    case 'signed-out':
      return { state: 'needed', task: 'sso', waiting: 0 };
  }
}

function taskOf(task: string): 'sso' | 'mfa' | 'other' {
  return task === 'sso' || task === 'mfa' ? task : 'other';
}

function toRecent({ id, client, model, servedModel, state, error, status, costMicros }: RequestRow): RecentRequest {
  const failed = state === 'cut' || error !== null || status >= 400;
  return {
    id,
    client,
    model: model ?? servedModel,
    state: state === 'open' ? 'open' : failed ? 'failed' : 'done',
    costMicros,
  };
}
