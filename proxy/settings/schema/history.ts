import * as v from 'valibot';
import { about, filled, setting } from './about.ts';

const group = 'history';

/** What is kept of requests, on this machine alone. */
export const HistorySchema = v.strictObject({
  enabled: setting(
    v.optional(v.boolean(), true),
    about('Keep a history', 'Whether requests are kept at all, on this machine alone.', {
      group,
    }),
  ),
  days: setting(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 30),
    about('Keep for', 'Time after which a request is deleted; pinned ones stay.', {
      group,
      unit: 'days',
    }),
  ),
  megabytes: setting(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(10)), 2048),
    about('Largest size', 'Size of the store above which the oldest requests are deleted.', {
      group,
      unit: 'MB',
    }),
  ),
  bodies: setting(
    v.optional(v.boolean(), true),
    about('Keep prompts and answers', 'Whether prompts and answers are kept, or figures alone.', {
      group,
    }),
  ),
  withoutBodies: setting(
    v.optional(v.array(filled), []),
    about('Figures alone for', 'Clients of which figures alone are kept, such as xcode.', {
      group,
      example: 'xcode',
    }),
  ),
});
