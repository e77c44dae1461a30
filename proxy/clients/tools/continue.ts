import { join } from 'node:path';
import type { Tool } from '../tool.ts';
import { listedModels } from './models.ts';

/**
 * Continue, in VS Code, JetBrains and the terminal. Models in a file of their own are added to those of config.yaml, which
 * stays as it is: https://docs.continue.dev/reference#local-blocks. What is written is JSON, which YAML takes as its own:
 * https://yaml.org/spec/1.2.2/#12-yaml-history.
 */
export const continueDev: Tool = {
  id: 'continue',
  title: 'Continue',
  presence: { programs: ['cn'], folders: ['~/.continue'] },
  setups: ({ person, url, key }) => [
    {
      where: { kind: 'file', file: join(person, '.continue/models/adit.yaml'), format: 'json' },
      wants: [
        { path: ['name'], value: 'Adit' },
        { path: ['version'], value: '1.0.0' },
        { path: ['schema'], value: 'v1' },
        { path: ['models'], value: models(url, key) },
      ],
    },
  ],
};

/** https://docs.continue.dev/customize/model-providers/top-level/anthropic; its address ends in /v1/. */
function models(url: string, key: string) {
  return listedModels().map(({ name, title, context, maxOutput }) => ({
    name: `${title} (Adit)`,
    provider: 'anthropic',
    model: name,
    apiBase: `${url}/v1/`,
    apiKey: key,
    capabilities: ['tool_use', 'image_input'],
    defaultCompletionOptions: { contextLength: context, maxTokens: maxOutput },
  }));
}
