import * as v from 'valibot';
import { about, filled, setting } from './about.ts';

/** How requests are treated on their way. */
export const requests = {
  betas: setting(
    v.optional(v.array(filled), []),
    about('Beta flags', 'Prefixes of anthropic-beta flags to send to Bedrock besides those that Adit knows it takes.', {
      group: 'advanced',
    }),
  ),
  autoCache: setting(
    v.optional(v.boolean(), true),
    about(
      'Automatic prompt caching',
      'Whether requests that ask for no prompt caching get it: a repeated prompt then costs a tenth.',
      { group: 'requests' },
    ),
  ),
  silenceSeconds: setting(
    v.optional(v.pipe(v.number(), v.minValue(1)), 600),
    about('Longest silence', 'Silence from Bedrock after which a request is given up.', {
      group: 'requests',
      unit: 'seconds',
    }),
  ),
  signInWaitSeconds: setting(
    v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)), 120),
    about('Wait for a sign-in', 'How long a request waits for you to sign in; 0 for not at all.', {
      group: 'requests',
      unit: 'seconds',
    }),
  ),
  openBrowser: setting(
    v.optional(v.boolean(), false),
    about(
      'Open the sign-in page',
      'Whether the page to sign in on is opened in the browser as soon as a request waits for it.',
      { group: 'requests' },
    ),
  ),
};
