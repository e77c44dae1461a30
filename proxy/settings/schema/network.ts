import * as v from 'valibot';
import { about, dollars, filled, setting } from './about.ts';

const group = 'network';

const PortSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));

/** A listener that asks for no key, for programs that can send none. */
const KeylessSchema = v.strictObject({
  enabled: setting(
    v.optional(v.boolean(), false),
    about(
      'Listen without a key',
      'For Xcode\'s "Locally Hosted" models, which can send no key. Every program on this machine can ask there: models ' +
        'and chat alone, up to a budget of its own.',
      { group },
    ),
  ),
  port: setting(
    v.optional(PortSchema, 2349),
    about('Port without a key', 'Port of that listener; 0 takes any free one.', { group }),
  ),
  dailyBudgetUsd: setting(
    v.optional(dollars, 5),
    about('Budget without a key', 'What requests without a key may cost a day; then they are refused.', {
      group,
      unit: 'US dollars',
    }),
  ),
});

/** Where Adit listens, and how it gets out. */
export const network = {
  port: setting(
    v.optional(PortSchema, 2348),
    // 2348 spells ADIT on a telephone.
    about('Port', 'Port that tools are pointed at; 0 takes any free one.', { group }),
  ),
  keyless: v.optional(KeylessSchema, {}),
  proxy: setting(
    v.optional(
      v.pipe(v.string(), v.regex(/^https?:\/\/[^\s/]/i, 'It is no address such as http://proxy.example:8080.')),
    ),
    about('HTTP proxy', 'Proxy on the way to AWS. Without one: HTTPS_PROXY of the environment.', {
      group,
      example: 'http://proxy.example:8080',
    }),
  ),
  noProxy: setting(
    v.optional(filled),
    about('No proxy for', 'Hosts that are reached without the proxy. Without it: NO_PROXY of the environment.', {
      group,
      example: '.example.com',
    }),
  ),
  caBundle: setting(
    v.optional(filled),
    about(
      'Certificates',
      "A PEM file of certificates that are trusted besides Node's. Without one: AWS_CA_BUNDLE, then the profile's.",
      { group, example: '/etc/ssl/company.pem' },
    ),
  ),
};
