import * as v from 'valibot';
import { about, dollars, setting } from './about.ts';

const group = 'budgets';

const ClientBudgetSchema = v.strictObject({ daily: v.optional(dollars), monthly: v.optional(dollars) });

/** What may be spent. A day and a month are those of this machine's clock. */
export const BudgetsSchema = v.strictObject({
  daily: setting(
    v.optional(dollars),
    about('A day', 'What all clients together may cost on one day. You are told at 80 % of it.', {
      group,
      unit: 'US dollars',
    }),
  ),
  monthly: setting(
    v.optional(dollars),
    about('A month', 'What all clients together may cost in a calendar month. You are told at 80 % of it.', {
      group,
      unit: 'US dollars',
    }),
  ),
  clients: setting(
    v.optional(v.record(v.string(), ClientBudgetSchema), {}),
    about('By client', 'Budgets of single clients, by the name of their key: daily, monthly, or both.', {
      group,
      unit: 'US dollars',
      example: 'claude-code',
    }),
  ),
  enforce: setting(
    v.optional(v.boolean(), false),
    about(
      'Stop at the budget',
      'Whether requests are refused when a budget is spent, until its day or month is over.',
      {
        group,
      },
    ),
  ),
});
