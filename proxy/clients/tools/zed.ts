import { join } from 'node:path';
import type { Facts, Tool } from '../tool.ts';
import { listedModels } from './models.ts';

/**
 * Zed. Settings file: https://zed.dev/docs/configuring-zed#settings-files; a provider of one's own, and where its key is kept:
 * https://zed.dev/docs/ai/use-api-access#openai-compatible.
 */
export const zed: Tool = {
  id: 'zed',
  title: 'Zed',
  presence: { programs: ['zed', 'zeditor', '~/.local/bin/zed'], apps: ['Zed.app'], folders: ['~/.config/zed'] },
  setups: (facts) => {
    const provider = ['language_models', 'openai_compatible', 'Adit'];
    return [
      {
        where: { kind: 'file', file: settingsFile(facts), format: 'json' },
        wants: [
          { path: [...provider, 'api_url'], value: `${facts.url}/v1`, role: 'address' },
          { path: [...provider, 'available_models'], value: models(), role: 'own' },
        ],
      },
    ];
  },
  card: ({ key }) => ({
    steps: 'Zed keeps keys in the keychain. In Zed: "agent: open settings", LLM Providers, Adit:',
    fields: [{ label: 'API Key', value: key, secret: true }],
  }),
};

function models() {
  return listedModels().map(({ name, title, context, maxOutput }) => ({
    name,
    display_name: title,
    max_tokens: context,
    max_output_tokens: maxOutput,
    capabilities: { tools: true, images: true, parallel_tool_calls: true, prompt_cache_key: false },
  }));
}

/** macOS has the same folder as Linux, without XDG. */
function settingsFile({ env, person }: Facts): string {
  const config = process.platform === 'linux' ? env.XDG_CONFIG_HOME : undefined;
  return join(config || join(person, '.config'), 'zed/settings.json');
}
