import { AditError } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { KEYLESS, MAIN } from './keys.ts';
import type { Spending } from './spending.ts';

/** A budget and what is spent of it, in US dollars. */
export interface BudgetRow {
  /** The client that it is of; null for all together. */
  readonly client: string | null;
  readonly period: 'day' | 'month';
  readonly limit: number;
  readonly spent: number;
  /** `warn` from 80 % on, `spent` from 100 % on. */
  readonly state: 'ok' | 'warn' | 'spent';
  /** Whether requests are refused when it is spent. */
  readonly enforced: boolean;
}

interface Limit {
  readonly client: string | null;
  readonly period: 'day' | 'month';
  readonly limit: number;
  readonly enforced: boolean;
  /** The setting, for who wants to raise it. */
  readonly setting: string;
}

/** The part of a budget from which on the person is warned. */
const WARN_AT = 0.8;

const LEVELS = ['ok', 'warn', 'spent'] as const;

/** Budgets of all clients and of each. What open requests will cost is known when they have ended. */
export class Budgets {
  readonly #spending: Spending;
  readonly #settings: () => Settings;
  readonly #onReach: (row: BudgetRow) => void;

  /** `onReach` is told when a budget gets to 80 % and to 100 %. */
  constructor(spending: Spending, settings: () => Settings, onReach: (row: BudgetRow) => void) {
    this.#spending = spending;
    this.#settings = settings;
    this.#onReach = onReach;
  }

  rows(): BudgetRow[] {
    return limitsOf(this.#settings()).map((limit) => this.#row(limit));
  }

  /** Lets a request pass. `keyName` as Exchange has it. Throws AditError (429) where an enforced budget of it is spent. */
  check(keyName: string | undefined): void {
    const client = keyName ?? MAIN;
    for (const limit of limitsOf(this.#settings())) {
      if (!limit.enforced || (limit.client !== null && limit.client !== client)) continue;
      const row = this.#row(limit);
      if (row.state === 'spent') throw refusal(row, limit.setting);
    }
  }

  /** Takes what a request has cost, in US dollars. */
  add(keyName: string | undefined, dollars: number): void {
    const client = keyName ?? MAIN;
    const before = this.rows();
    this.#spending.add(client, dollars);
    this.rows().forEach((row, at) => {
      const old = before[at];
      if (old && LEVELS.indexOf(row.state) > LEVELS.indexOf(old.state)) this.#onReach(row);
    });
  }

  #row({ client, period, limit, enforced }: Limit): BudgetRow {
    const spent = this.#spending.spent(client, period);
    const state = spent >= limit ? 'spent' : spent >= limit * WARN_AT ? 'warn' : 'ok';
    return { client, period, limit, spent, state, enforced };
  }
}

function limitsOf({ budgets, keyless }: Settings): Limit[] {
  const { daily, monthly, clients, enforce } = budgets;
  const limits = (client: string | null, prefix: string, day: number | undefined, month: number | undefined) => [
    ...(day === undefined ? [] : [toLimit(client, 'day', day, enforce, `${prefix}.daily`)]),
    ...(month === undefined ? [] : [toLimit(client, 'month', month, enforce, `${prefix}.monthly`)]),
  ];
  const own = Object.entries(clients).flatMap(([name, budget]) =>
    limits(name, `budgets.clients.${name}`, budget.daily, budget.monthly),
  );
  // Whoever needs no key could be anybody's program: this one always holds.
  const open = keyless.enabled ? [toLimit(KEYLESS, 'day', keyless.dailyBudgetUsd, true, 'keyless.dailyBudgetUsd')] : [];
  return [...limits(null, 'budgets', daily, monthly), ...own, ...open];
}

function toLimit(
  client: string | null,
  period: 'day' | 'month',
  limit: number,
  enforced: boolean,
  setting: string,
): Limit {
  return { client, period, limit, enforced, setting };
}

function refusal({ client, period, limit, spent }: BudgetRow, setting: string): AditError {
  const whose = client === null ? '' : ` of "${client}"`;
  const [name, end] = period === 'day' ? ['daily', 'tomorrow'] : ['monthly', 'next month'];
  return new AditError(
    'rate_limit_error',
    `The ${name} budget${whose} is spent: $${spent.toFixed(2)} of $${limit.toFixed(2)}. Adit answers again ${end}, ` +
      `or when it is raised: adit settings set ${setting} AMOUNT.`,
    { shouldRetry: false },
  );
}
