import { refusedBetas } from '../betas.ts';
import { isVersioned } from '../models.ts';
import { type Asked, objectOf, type Rule, unknownField } from './rule.ts';

const sdk = '@anthropic-ai/bedrock-sdk 1.1.2; https://github.com/BerriAI/litellm litellm/types/llms/bedrock.py';
const apiErrors = 'https://platform.claude.com/docs/en/api/messages';
const versions = 'https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock';

const commonFields = [
  'max_tokens',
  'messages',
  'system',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'output_config',
  'context_management',
  'safeguards',
];
const fieldsOf = {
  invoke: ['anthropic_version', 'anthropic_beta', ...commonFields],
  // A top-level cache_control is judged with the others.
  messages: ['model', 'stream', 'cache_control', ...commonFields],
};

/** What may stand at the top of a body, and what has to. */
export const fieldRules: Rule[] = [
  {
    name: 'an InvokeModel body of more than 20 MB',
    source: 'https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock',
    check: ({ surface, bytes }) =>
      surface === 'invoke' && bytes > 20 * 1024 * 1024 ? 'Request body exceeds the maximum size of 20 MB.' : undefined,
    refused: [{ surface: 'invoke', body: { system: 'long '.repeat(4.2 * 1024 * 1024) } }],
    accepted: [{ surface: 'messages', body: { system: 'long '.repeat(4.2 * 1024 * 1024) } }],
  },
  {
    name: 'a beta which is not on the list',
    source: 'https://github.com/BerriAI/litellm/issues/16561',
    check({ betas, model, account }) {
      const refused = refusedBetas(betas, model, account);
      if (refused.length === 0) return undefined;
      if (!account.namedBetas) return 'invalid beta flag';
      const names = refused.map((name) => `\`${name}\``).join(', ');
      return `Unexpected value(s) ${names} for the \`anthropic-beta\` header. Please consult our documentation at docs.claude.com or try again without the header.`;
    },
    refused: [
      { betas: ['claude-code-20250219', 'oauth-2025-04-20'] },
      { betas: ['advanced-tool-use-2025-11-20'] },
      { betas: ['structured-outputs-2025-11-13'] },
      { model: 'haiku-4-5', betas: ['effort-2025-11-24'] },
      { model: 'sonnet-4-5', betas: ['mid-conversation-tool-changes-2026-07-01'] },
      { model: 'opus-4-7', betas: ['interleaved-thinking-2025-05-14', 'context-management-2025-06-27'] },
      { betas: ['effort-2025-11-24'], account: { refuseBetas: /^effort-/, namedBetas: true } },
    ],
    accepted: [
      { betas: ['claude-code-20250219', 'interleaved-thinking-2025-05-14', 'structured-outputs-2025-12-15'] },
      { model: 'opus-4-5', betas: ['effort-2025-11-24'] },
      { model: 'opus-4-7', betas: ['interleaved-thinking-2025-05-14'] },
    ],
  },
  {
    name: 'a field which the surface does not know',
    source: `https://github.com/BerriAI/litellm/issues/13825; ${sdk}`,
    check: ({ surface, body }) => unknownField(body, fieldsOf[surface]),
    refused: [
      { body: { foo: 1 } },
      { body: { service_tier: 'auto' } },
      { body: { container: 'c' } },
      { body: { mcp_servers: [] } },
      { body: { inference_geo: 'us' } },
      { body: { fallbacks: [] } },
      { body: { speed: 'fast' } },
      { body: { output_format: {} } },
      { body: { tags: [] } },
      { surface: 'invoke', body: { model: 'us.anthropic.claude-opus-5' } },
      { surface: 'invoke', body: { stream: true } },
      { surface: 'messages', body: { anthropic_version: 'bedrock-2023-05-31' } },
    ],
    accepted: [{ surface: 'messages', body: { stream: true } }, { body: { stop_sequences: ['END'] } }],
  },
  {
    name: 'an API version which is missing or not the model’s',
    source: versions,
    check: versionMistake,
    refused: [
      { surface: 'invoke', body: { anthropic_version: undefined } },
      { surface: 'invoke', body: { anthropic_version: '2023-06-01' } },
      { surface: 'invoke', model: 'sonnet-4-6', body: { anthropic_version: '2026-10-21' } },
      { surface: 'messages', version: '' },
      { surface: 'messages', version: 'bedrock-2023-05-31' },
      { surface: 'messages', model: 'haiku-4-5', version: '2026-10-21' },
    ],
    accepted: [
      { surface: 'invoke', body: { anthropic_version: '2026-10-21' } },
      { surface: 'messages', version: '2026-10-21' },
    ],
  },
  {
    name: 'max_tokens missing, no positive integer, or above the model’s limit',
    source: apiErrors,
    check({ body, model }) {
      const { max_tokens } = body;
      if (max_tokens === undefined) return 'max_tokens: Field required';
      if (!Number.isInteger(max_tokens)) return 'max_tokens: Input should be a valid integer';
      if (Number(max_tokens) < 1) return 'max_tokens: Input should be greater than or equal to 1';
      if (Number(max_tokens) <= model.maxOutput) return undefined;
      const name = model.id.replace(/^anthropic\.|-v\d.*$/g, '');
      return `max_tokens: ${max_tokens} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${name}`;
    },
    refused: [
      { body: { max_tokens: undefined } },
      { body: { max_tokens: '10' } },
      { body: { max_tokens: 0 } },
      { body: { max_tokens: 128_001 } },
      { model: 'haiku-4-5', body: { max_tokens: 128_000 } },
      { model: 'opus-4-1', body: { max_tokens: 32_001 } },
    ],
    accepted: [{ body: { max_tokens: 128_000 } }, { model: 'haiku-4-5', body: { max_tokens: 64_000 } }],
  },
  {
    name: 'metadata of other than a user id, or a longer one than is kept',
    source: 'https://platform.claude.com/docs/en/api/messages',
    check({ body }) {
      const metadata = objectOf(body.metadata);
      const id = metadata.user_id ?? '';
      if (typeof id !== 'string') return 'metadata.user_id: Input should be a valid string';
      const wrong = id.length > 256 ? 'metadata.user_id: String should have at most 256 characters' : undefined;
      return wrong ?? unknownField(metadata, ['user_id'], 'metadata.');
    },
    refused: [
      { body: { metadata: { user_id: 3 } } },
      { body: { metadata: { user_id: 'x'.repeat(257) } } },
      { body: { metadata: { user_id: 'me', team: 'a' } } },
    ],
    accepted: [{ body: { metadata: { user_id: 'session_6bd26a40-3d50' } } }],
  },
  {
    name: 'a user id with characters that the Messages API does not take',
    // InvokeModel takes them: Claude Code sends such an id in its own Bedrock mode (2.1.329).
    source: 'whchoi98/model-monitoring ADR-026; of Converse: https://github.com/agentgateway/agentgateway/issues/1739',
    check({ surface, body }) {
      if (surface !== 'messages') return undefined;
      const pattern = '[a-zA-Z0-9\\s:_@$#=/+,-.]{0,256}';
      const id = String(objectOf(body.metadata).user_id ?? '');
      if (new RegExp(`^${pattern}$`).test(id)) return undefined;
      return `metadata.user_id: String should match pattern '${pattern}'`;
    },
    refused: [{ surface: 'messages', body: { metadata: { user_id: '{"session_id":"6bd26a40"}' } } }],
    accepted: [{ surface: 'invoke', body: { metadata: { user_id: '{"session_id":"6bd26a40"}' } } }],
  },
  {
    name: 'stop sequences of nothing but white space',
    source: apiErrors,
    check: ({ body }) =>
      (Array.isArray(body.stop_sequences) ? body.stop_sequences : []).every((text) => String(text).trim())
        ? undefined
        : 'stop_sequences: each stop sequence must contain non-whitespace',
    refused: [{ body: { stop_sequences: ['\n\n'] } }],
    accepted: [{ body: { stop_sequences: ['\n\nHuman:'] } }],
  },
];

function versionMistake({ surface, body, version, model }: Asked): string | undefined {
  const newer = isVersioned(model) ? [] : ['2026-10-21'];
  if (surface === 'messages') {
    if (!version) return 'anthropic-version: header is required';
    return ['2023-06-01', ...newer].includes(version)
      ? undefined
      : `anthropic-version: "${version}" is not a valid version`;
  }
  const given = body.anthropic_version;
  if (given === undefined) return 'anthropic_version: Field required';
  const known = ['bedrock-2023-05-31', ...newer];
  return known.includes(String(given)) ? undefined : `anthropic_version: Input should be '${known.join("' or '")}'`;
}
