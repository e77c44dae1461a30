import { existsSync } from 'node:fs';
import * as v from 'valibot';
import type { Home } from '../settings/home.ts';

const FILE = 'spending.json';

const SpendingSchema = v.record(v.string(), v.record(v.string(), v.number()));

/** Changes within this time, in milliseconds, are written together. */
const SAVE_AFTER_MS = 1000;

/**
 * What clients have cost this month, by day of this machine's clock. It is kept in a file of its own: budgets hold whether
 * or not there is a history, and deleting that gives no money back.
 */
export class Spending {
  readonly #home: Home;
  readonly #now: () => Date;
  /** Millionths of a US dollar by day (`2026-11-28`) and client. */
  #days: Record<string, Record<string, number>>;
  #timer: NodeJS.Timeout | undefined;

  constructor(home: Home, now: () => Date = () => new Date()) {
    this.#home = home;
    this.#now = now;
    this.#days = readSpending(home);
  }

  /** Adds what a request of a client has cost, in US dollars. */
  add(client: string, dollars: number): void {
    const today = dayOf(this.#now());
    this.#days = Object.fromEntries(
      Object.entries(this.#days).filter(([day]) => day.slice(0, 7) === today.slice(0, 7)),
    );
    const clients = this.#days[today] ?? {};
    this.#days[today] = { ...clients, [client]: (clients[client] ?? 0) + Math.round(dollars * 1e6) };
    this.#timer ??= setTimeout(() => this.#save(), SAVE_AFTER_MS).unref();
  }

  /** US dollars that a client, or all together, cost today or this month. */
  spent(client: string | null, period: 'day' | 'month'): number {
    const today = dayOf(this.#now());
    const during = period === 'day' ? today : today.slice(0, 7);
    const days = Object.entries(this.#days).filter(([day]) => day.startsWith(during));
    const micros = days.flatMap(([, clients]) => (client === null ? Object.values(clients) : (clients[client] ?? 0)));
    return micros.reduce((sum, value) => sum + value, 0) / 1e6;
  }

  close(): void {
    if (this.#timer && existsSync(this.#home.path)) this.#save();
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.#home.write(FILE, `${JSON.stringify(this.#days, null, 2)}\n`);
    } catch {
      // A home that cannot be written forgets at the next start, and no request fails for it.
    }
  }
}

/** A day of this machine's clock: `2026-11-28`. */
function dayOf(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

function readSpending(home: Home): Record<string, Record<string, number>> {
  try {
    return v.parse(SpendingSchema, JSON.parse(home.read(FILE) ?? '{}'));
  } catch {
    return {};
  }
}
