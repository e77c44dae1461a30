import { join } from 'node:path';
import { type Facts, NEW_SESSIONS, type Setup, type Tool } from '../tool.ts';

/**
 * The Codex CLI, its desktop app and its editor extension, which share a file. A provider of one's own and the choice of it:
 * https://developers.openai.com/codex/config-advanced#custom-model-providers; keys:
 * https://developers.openai.com/codex/config-reference.
 */
export const codex: Tool = {
  id: 'codex',
  title: 'Codex',
  presence: { programs: ['codex', '/opt/homebrew/bin/codex'], apps: ['Codex.app'], folders: ['~/.codex'] },
  afterwards: NEW_SESSIONS,
  setups: (facts) => [codexSetup(facts.env.CODEX_HOME || join(facts.person, '.codex'), facts)],
};

/**
 * What config.toml of a folder is to say. The key stands in the file, since a variable of the environment would have to be
 * set wherever Codex is started from; a variable that is named and missing is an error to Codex, so none is named.
 */
export function codexSetup(folder: string, { url, key }: Pick<Facts, 'url' | 'key'>): Setup {
  const provider = ['model_providers', 'adit'];
  return {
    where: { kind: 'file', file: join(folder, 'config.toml'), format: 'toml' },
    wants: [
      { path: ['model_provider'], value: 'adit', role: 'choice' },
      { path: [...provider, 'name'], value: 'Adit', role: 'own' },
      { path: [...provider, 'base_url'], value: `${url}/v1`, role: 'address' },
      { path: [...provider, 'wire_api'], value: 'responses', role: 'own' },
      { path: [...provider, 'experimental_bearer_token'], value: key, role: 'key' },
      { path: [...provider, 'env_key'], value: undefined, role: 'own' },
    ],
  };
}
