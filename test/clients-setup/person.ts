import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ToolContext, toolContext } from '../../proxy/clients/context.ts';
import type { ToolKeys } from '../../proxy/clients/keys.ts';
import { type Home, openHome } from '../../proxy/settings/home.ts';

/** A person with a home folder of their own, and Adit's folder in it. */
export interface Person extends Disposable {
  readonly folder: string;
  readonly context: ToolContext;
  /** Adit's address, as tools are to have it. */
  readonly url: string;
  /** The path of a file of theirs. */
  path(name: string): string;
  /** Writes a file, with the folders that it needs, and returns its path. */
  write(name: string, text: string | Buffer): string;
  read(name: string): string;
  /** All files but Adit's own, with their texts, and all folders. */
  everything(): Record<string, string>;
}

/** Makes a person; `using` takes everything away again. */
export function newPerson(env: Record<string, string> = {}, port = 2348): Person {
  const folder = mkdtempSync(join(tmpdir(), 'adit-person-'));
  const path = (name: string) => join(folder, name);
  const home = openHome(path('.adit'), {});
  const variables = { HOME: folder, PATH: '/usr/bin:/bin', ...env };
  const context = toolContext({ env: variables, home, keys: oneKey(home), port });
  return {
    folder,
    context,
    url: context.url,
    path,
    write(name, text) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
      return path(name);
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    everything() {
      const names = readdirSync(folder, { recursive: true }).map(String);
      const own = names.filter((name) => !name.startsWith('.adit')).sort();
      return Object.fromEntries(
        own.map((name) => [name, statSync(path(name)).isDirectory() ? '(folder)' : readFileSync(path(name), 'utf8')]),
      );
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Claude Code's settings. */
export const SETTINGS = '.claude/settings.json';

/** One key for all tools, in a file that tests can read; made when it is first asked for. */
function oneKey(home: Home): ToolKeys {
  const existing = async () => home.read('key')?.trim();
  return {
    existing,
    has: () => home.read('key') !== undefined,
    async keyFor() {
      if ((await existing()) === undefined) home.write('key', 'adit-a-key-for-tests-alone\n');
      return (await existing()) ?? '';
    },
    lastUsed: async () => null,
  };
}
