import type { Defaults } from './defaults.ts';
import type { Change } from './files/format.ts';
import { type Get, planApply, planUndo } from './merge.ts';
import type { Place } from './place.ts';
import type { Where } from './tool.ts';

/** Reads the keys of a domain of macOS's user defaults that Adit has to do with. */
export async function openDefaults(
  where: Extract<Where, { kind: 'defaults' }>,
  keys: Iterable<string>,
  defaults: Defaults,
): Promise<Place> {
  const { domain } = where;
  const values = new Map<string, string | undefined>();
  for (const key of keys) values.set(key, await defaults.read(domain, key));
  const get: Get = ([key = '']) => values.get(key);
  return {
    get,
    plan({ kind, wants, kept, url, tool }) {
      const apply = planApply(get, wants, kept?.keys, url);
      const undo = planUndo(get, wants, kept?.keys, url);
      const { changes } = kind === 'apply' ? apply : undo;
      const replaced = apply.keys.filter((key) => key.before !== undefined && key.before === get(key.path));
      const theirs = kind === 'apply' ? replaced.map(({ path }) => path) : undo.theirs;
      return {
        diff: changes.map((change) => `${commandOf(domain, change)}\n`).join(''),
        theirs: theirs.map((path) => ({ path, value: get(path) })),
        kept:
          kind === 'undo'
            ? undefined
            : {
                tool,
                where,
                since: kept?.since ?? Date.now(),
                keys: apply.keys.map((key) => ({ ...key, path: [...key.path] })),
                madeFile: false,
                madeFolders: [],
                madeTables: [],
                splices: [],
              },
        async commit() {
          for (const { path, value } of changes) {
            const [key = ''] = path;
            if (value === undefined) await defaults.remove(domain, key);
            else await defaults.write(domain, key, String(value));
          }
          return true;
        },
      };
    },
  };
}

/** As a person would type it. */
function commandOf(domain: string, { path, value }: Change): string {
  const name = `${domain} ${path.join('.')}`;
  return value === undefined ? `defaults delete ${name}` : `defaults write ${name} -string '${value}'`;
}
