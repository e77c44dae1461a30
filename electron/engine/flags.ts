import { parseArgs } from 'node:util';
import { OTHER_SOURCES, type OtherSource } from '../../proxy/aws/profiles.ts';
import { AditError } from '../../proxy/errors.ts';
import type { SettingFlags } from '../../proxy/settings/flags.ts';

/** What the app takes on its command line: of `adit serve`, all that a window does not replace. */
export interface Flags extends SettingFlags {
  readonly home?: string;
  readonly demo?: boolean;
}

export const APP_OPTIONS = {
  home: { type: 'string' },
  port: { type: 'string' },
  profile: { type: 'string' },
  region: { type: 'string' },
  credentials: { type: 'string' },
  demo: { type: 'boolean' },
} as const;

/** Reads the app's arguments; those that others take (macOS, Chromium) are passed over. Throws AditError for a wrong value. */
export function parseFlags(argv: readonly string[]): Flags {
  const { values } = parseArgs({ args: [...argv], options: APP_OPTIONS, strict: false });
  const { port, credentials, demo, ...texts } = values;
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([name, value]) => name in APP_OPTIONS && value !== true)),
    ...(typeof port === 'string' ? { port: portOf(port) } : {}),
    ...(typeof credentials === 'string' ? { credentials: sourceOf(credentials) } : {}),
    ...(demo === true ? { demo } : {}),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new AditError('invalid_request_error', 'A port is a number from 0 to 65535.');
}

function sourceOf(text: string): OtherSource {
  const source = OTHER_SOURCES.find((name) => name === text);
  if (source) return source;
  throw new AditError('invalid_request_error', `--credentials is one of ${OTHER_SOURCES.join(', ')}.`);
}
