import * as v from 'valibot';
import { about, dollars, filled, setting } from './about.ts';

const group = 'models';

const PriceSchema = v.strictObject({
  input: dollars,
  output: dollars,
  cacheRead: v.optional(dollars),
  cacheWrite5m: v.optional(dollars),
  cacheWrite1h: v.optional(dollars),
});

/** What names stand for, and what models cost. */
export const models = {
  scope: setting(
    v.optional(v.picklist(['geo', 'global', 'in-region']), 'geo'),
    about(
      'Inference profiles',
      "Which profiles of a model are taken first: those of the region's geography, those that may run anywhere, or the " +
        'region alone.',
      { group },
    ),
  ),
  aliases: setting(
    v.optional(v.record(v.string(), filled), {}),
    about('Aliases', 'Names of your own for models: name to model name, Bedrock id or ARN.', {
      group,
      example: 'fast → claude-haiku-4-5',
    }),
  ),
  prices: setting(
    v.optional(v.record(v.string(), PriceSchema), {}),
    about('Prices', 'Prices of your own, by model name or id: US dollars for a million tokens.', {
      group,
      unit: 'US dollars for a million tokens',
    }),
  ),
};
