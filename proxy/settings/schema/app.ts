import * as v from 'valibot';
import { about, setting } from './about.ts';

const NotificationsSchema = v.strictObject({
  signIn: setting(
    v.optional(v.boolean(), true),
    about('Sign-in', 'Whether you are told when requests wait for you to sign in.', { group: 'notifications' }),
  ),
  budget: setting(
    v.optional(v.boolean(), true),
    about('Budgets', 'Whether you are told at 80 % and at 100 % of a budget.', { group: 'notifications' }),
  ),
  errors: setting(
    v.optional(v.boolean(), true),
    about('Errors', 'Whether you are told when Amazon Bedrock fails again and again.', { group: 'notifications' }),
  ),
});

const UpdatesSchema = v.strictObject({
  check: setting(
    v.optional(v.boolean(), false),
    about(
      'Look for updates',
      'Whether Adit asks GitHub for new releases: the only address besides AWS that it ever asks.',
      { group: 'updates' },
    ),
  ),
});

/** What surrounds the engine. */
export const app = {
  notifications: v.optional(NotificationsSchema, {}),
  updates: v.optional(UpdatesSchema, {}),
  secrets: setting(
    v.optional(v.picklist(['keychain', 'file']), 'keychain'),
    about(
      'Secrets',
      "Where keys are kept: in the system's keychain, or in files that you alone can read. ADIT_SECRETS goes before it.",
      { group: 'advanced', needsRestart: true },
    ),
  ),
};
