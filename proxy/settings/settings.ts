import * as v from 'valibot';
import { AditError } from '../errors.ts';
import { readSettings, SETTINGS_FILE } from './file.ts';
import type { Home } from './home.ts';
import { app } from './schema/app.ts';
import { BudgetsSchema } from './schema/budgets.ts';
import { connection } from './schema/connection.ts';
import { HistorySchema } from './schema/history.ts';
import { models } from './schema/models.ts';
import { network } from './schema/network.ts';
import { requests } from './schema/requests.ts';

/** Everything that a person can set, with its default: the file's validation, the forms of the screens, the reference. */
export const SettingsSchema = v.strictObject({
  ...connection,
  ...models,
  ...requests,
  history: v.optional(HistorySchema, {}),
  budgets: v.optional(BudgetsSchema, {}),
  ...network,
  ...app,
});

export type Settings = v.InferOutput<typeof SettingsSchema>;

/** What a settings file may say: any part of the settings. */
export type SettingsInput = v.InferInput<typeof SettingsSchema>;

/** The settings of a home, with defaults. Throws AditError that names the file and the field. */
export function loadSettings(home: Home): Settings {
  return parseSettings(readSettings(home), `${home.file(SETTINGS_FILE)} has wrong settings.`);
}

/** Settings with defaults. `what` begins the message. Throws AditError (400) that names the fields. */
export function parseSettings(json: unknown, what: string): Settings {
  const result = v.safeParse(SettingsSchema, json);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${problemOf(issue)}`);
  throw new AditError('invalid_request_error', `${what} ${issues.join('. ')}`, { shouldRetry: false });
}

function problemOf({ type, expected, message }: v.BaseIssue<unknown>): string {
  // What no schema has may be of a newer version, or spelled wrongly.
  return type === 'strict_object' && expected === 'never' ? 'there is no such setting in this version' : message;
}
