import { Hono } from 'hono';
import type { Admin } from '../admin.ts';

/** What may be spent, and what is. */
export function budgetRoutes({ budgets, settings }: Admin) {
  return new Hono().get('/', (c) => c.json({ rows: budgets.rows(), enforce: settings.current.budgets.enforce }));
}
