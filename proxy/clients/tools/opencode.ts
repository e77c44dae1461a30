import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Facts, NEW_SESSIONS, type Tool, type Want } from '../tool.ts';
import { listedModels } from './models.ts';

/** OpenCode. Files: https://opencode.ai/docs/config; a provider of one's own: https://opencode.ai/docs/providers#custom-provider. */
export const openCode: Tool = {
  id: 'opencode',
  title: 'OpenCode',
  presence: { programs: ['opencode', '~/.opencode/bin/opencode'], folders: ['~/.config/opencode'] },
  afterwards: NEW_SESSIONS,
  setups: (facts) => [
    {
      where: { kind: 'file', file: configFile(facts), format: 'json' },
      wants: [...openCodeProvider(facts.url, facts.key), ...OPENCODE_MODELS],
    },
  ],
};

/** What a new conversation begins with, and what gives it a title: https://opencode.ai/docs/config#models */
export const OPENCODE_MODELS: readonly Want[] = [
  { path: ['model'], value: 'adit/opus' },
  { path: ['small_model'], value: 'adit/haiku' },
];

/** The provider in the form of Anthropic's API, whose address ends in /v1. */
export function openCodeProvider(url: string, key: string): Want[] {
  const provider = ['provider', 'adit'];
  return [
    { path: [...provider, 'npm'], value: '@ai-sdk/anthropic', role: 'own' },
    { path: [...provider, 'name'], value: 'Adit (Amazon Bedrock)', role: 'own' },
    { path: [...provider, 'options', 'baseURL'], value: `${url}/v1`, role: 'address' },
    { path: [...provider, 'options', 'apiKey'], value: key, role: 'key' },
    ...listedModels().map(
      ({ name, title, context, maxOutput }): Want => ({
        path: [...provider, 'models', name],
        value: { name: title, limit: { context, output: maxOutput } },
        role: 'own',
      }),
    ),
  ];
}

/** Of its global files, the one that is read last. */
function configFile({ env, person }: Facts): string {
  const folder = join(env.XDG_CONFIG_HOME || join(person, '.config'), 'opencode');
  return (
    ['opencode.jsonc', 'opencode.json'].map((name) => join(folder, name)).find((file) => existsSync(file)) ??
    join(folder, 'opencode.json')
  );
}
