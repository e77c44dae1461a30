/** How things are, as menu, icon and notifications tell them. Figures come from the engine; nothing is worked out here. */
export interface ShellState {
  readonly engine: EngineState;
  readonly demo: boolean;
  /** The profile in use, and those that can be chosen. */
  readonly profile: string | null;
  readonly profiles: readonly string[];
  readonly region: string;
  readonly regions: readonly string[];
  readonly signIn: SignInView;
  /** Requests under way. */
  readonly busy: number;
  /** Newest first. */
  readonly recent: readonly RecentRequest[];
  readonly today: Spending;
  readonly tools: readonly ToolView[];
  readonly login: LoginItem;
  readonly update: UpdateState;
}

export type EngineState =
  | { readonly state: 'starting' }
  /** `why`: what the person is told, such as who has the port. */
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'on' | 'off'; readonly url: string };

export type SignInView =
  /** Credentials that nobody signs in for. */
  | { readonly state: 'none' }
  | { readonly state: 'signed-in'; readonly until: string; readonly renewed: boolean }
  /** `waiting`: requests that wait for it; `task`: what the person is to do. */
  | { readonly state: 'needed'; readonly task: 'sso' | 'mfa' | 'other'; readonly waiting: number }
  | { readonly state: 'running' };

export interface RecentRequest {
  readonly id: string;
  readonly client: string;
  readonly model: string | null;
  readonly state: 'open' | 'done' | 'failed';
  /** Millionths of a US dollar; null where it is not known. */
  readonly costMicros: number | null;
}

export interface Spending {
  /** Millionths of a US dollar. */
  readonly costMicros: number;
  /** Requests that no price is known for. */
  readonly unpriced: number;
  /** US dollars; null where no budget is set. */
  readonly budgetUsd: number | null;
}

export interface ToolView {
  readonly id: string;
  readonly name: string;
  readonly state: 'not-found' | 'not-set-up' | 'set-up' | 'elsewhere' | 'drifted';
}

/** `requires-approval`: macOS wants the person to allow it in its own settings. */
export type LoginItem = 'on' | 'off' | 'requires-approval' | 'unavailable';

export type UpdateState =
  /** The person has not said yes. */
  | { readonly state: 'off' }
  | { readonly state: 'none' | 'checking' }
  | { readonly state: 'downloading' | 'ready'; readonly version: string }
  | { readonly state: 'failed'; readonly why: string };

/** Before anything is known. */
export const STARTING: ShellState = {
  engine: { state: 'starting' },
  demo: false,
  profile: null,
  profiles: [],
  region: '',
  regions: [],
  signIn: { state: 'none' },
  busy: 0,
  recent: [],
  today: { costMicros: 0, unpriced: 0, budgetUsd: null },
  tools: [],
  login: 'off',
  update: { state: 'off' },
};
