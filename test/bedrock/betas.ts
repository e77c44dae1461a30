import type { Account } from './account.ts';
import type { ModelFacts } from './models.ts';

/** Names without their dates, as a new date has not been refused where the old one was taken. */
interface Beta {
  prefix: string;
  /** Models that refuse it all the same. */
  notFor?: (model: ModelFacts) => boolean;
  source: string;
}

const upTo45 = (model: ModelFacts) => model.generation <= 4.5;
const litellm = 'https://github.com/BerriAI/litellm anthropic_beta_headers_config.json';
const measured = 'https://github.com/router-for-me/CLIProxyAPI/issues/4750';
const claudeCode = 'Claude Code 2.1.329 sends it in Bedrock mode';

const betas: Beta[] = [
  { prefix: 'interleaved-thinking-', source: measured },
  { prefix: 'claude-code-', source: measured },
  { prefix: 'context-management-', source: measured },
  { prefix: 'structured-outputs-2025-12', source: measured },
  { prefix: 'context-1m-', source: litellm },
  { prefix: 'compact-', notFor: upTo45, source: litellm },
  { prefix: 'effort-', notFor: (model) => upTo45(model) && model.name !== 'opus-4-5', source: litellm },
  { prefix: 'fine-grained-tool-streaming-', source: litellm },
  { prefix: 'tool-search-tool-', source: litellm },
  { prefix: 'tool-examples-', source: 'https://github.com/BerriAI/litellm/pull/19877' },
  { prefix: 'computer-use-', source: litellm },
  { prefix: 'thinking-binding-controls-', notFor: (model) => model.generation <= 4.6, source: litellm },
  { prefix: 'thinking-display-updates-', source: litellm },
  { prefix: 'mid-conversation-', notFor: upTo45, source: litellm },
  { prefix: 'dangerous-tool-use-', source: litellm },
  { prefix: 'afk-mode-', source: claudeCode },
  { prefix: 'thinking-token-count-', source: claudeCode },
];

/** Opus 4.7 took one beta only: https://github.com/anthropics/claude-code/issues/49370 */
const onlyBetaOf: Record<string, string> = { 'opus-4-7': 'interleaved-thinking-' };

/** The betas of a request which a model refuses, in the order of the request. */
export function refusedBetas(names: string[], model: ModelFacts, account: Account): string[] {
  return names.filter((name) => {
    const beta = betas.find(({ prefix }) => name.startsWith(prefix));
    const only = onlyBetaOf[model.name];
    return (
      !beta || beta.notFor?.(model) || (only && !name.startsWith(only)) || (account.refuseBetas?.test(name) ?? false)
    );
  });
}
