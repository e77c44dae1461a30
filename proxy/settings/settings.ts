import * as v from 'valibot';
import { AditError } from '../errors.ts';
import type { Home } from './home.ts';

const dollars = v.pipe(v.number(), v.minValue(0));

const PriceSchema = v.strictObject({
  input: dollars,
  output: dollars,
  cacheRead: v.optional(dollars),
  cacheWrite5m: v.optional(dollars),
  cacheWrite1h: v.optional(dollars),
});

const HistorySchema = v.strictObject({
  /** Whether requests are kept at all. */
  enabled: v.optional(v.boolean(), true),
  /** Days after which a request is deleted; pinned ones stay. */
  days: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 30),
  /** Size of the store above which the oldest requests are deleted. */
  megabytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10)), 2048),
  /** Whether prompts and answers are kept, or figures alone. */
  bodies: v.optional(v.boolean(), true),
  /** Clients of which figures alone are kept, such as `xcode`. */
  withoutBodies: v.optional(v.array(v.pipe(v.string(), v.nonEmpty())), []),
});

/** Everything that a person can set, with its default: the file's validation and the reference of what there is. */
export const SettingsSchema = v.strictObject({
  /** Port of the listener; 0 takes any free one. 2348 spells ADIT on a telephone. */
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)), 2348),
  /** Profile of the AWS files. Without one: the AWS SDK's own order. */
  profile: v.optional(v.string()),
  /** A source of credentials in place of profiles. Without one: the AWS SDK's own order. */
  credentials: v.optional(v.picklist(['bearer', 'environment', 'web-identity', 'container', 'instance'])),
  /** AWS region. Without one: AWS_REGION, then the profile's. */
  region: v.optional(v.string()),
  /** Which profiles of a model are taken first: those of the region's geography, those that may run anywhere, or the region alone. */
  scope: v.optional(v.picklist(['geo', 'global', 'in-region']), 'geo'),
  /** Names of one's own for models: name to model name, Bedrock id or ARN. */
  aliases: v.optional(v.record(v.string(), v.pipe(v.string(), v.nonEmpty())), {}),
  /** Prefixes of `anthropic-beta` flags to send to Bedrock besides those that Adit knows it takes. */
  betas: v.optional(v.array(v.pipe(v.string(), v.nonEmpty())), []),
  /** Whether requests that ask for no prompt caching get it: a repeated prompt then costs a tenth. */
  autoCache: v.optional(v.boolean(), true),
  /** Seconds of silence from Bedrock after which a request is given up. */
  silenceSeconds: v.optional(v.pipe(v.number(), v.minValue(1)), 600),
  /** Seconds that a request waits for a person to sign in, where only a person can help; 0 for not at all. */
  signInWaitSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)), 120),
  /** Whether the page to sign in on is opened in the browser as soon as a request waits for it. */
  openBrowser: v.optional(v.boolean(), false),
  /** What is kept of requests, on this machine alone. */
  history: v.optional(HistorySchema, {}),
  /** Prices of one's own, by model name or id: US dollars for a million tokens. */
  prices: v.optional(v.record(v.string(), PriceSchema), {}),
});

export type Settings = v.InferOutput<typeof SettingsSchema>;

const FILE = 'settings.json';

/** The settings of a home, with defaults. Throws AditError that names the file and the field. */
export function loadSettings(home: Home): Settings {
  const text = home.read(FILE);
  let json: unknown;
  try {
    json = text === undefined ? {} : JSON.parse(text);
  } catch (error) {
    // The message quotes the file, line feeds and all.
    const why = (error as Error).message.replace(/\s+/g, ' ');
    throw new AditError('invalid_request_error', `${home.file(FILE)} is not valid JSON: ${why}`);
  }
  const result = v.safeParse(SettingsSchema, json);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  throw new AditError('invalid_request_error', `${home.file(FILE)} has wrong settings. ${issues.join('. ')}`);
}
