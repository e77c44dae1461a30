import { join } from 'node:path';
import { type Facts, NEW_SESSIONS, type Tool, type Want } from '../tool.ts';

/**
 * Claude Code. Settings and their folder: https://code.claude.com/docs/en/settings; variables:
 * https://code.claude.com/docs/en/env-vars and https://code.claude.com/docs/en/llm-gateway.
 */
export const claudeCode: Tool = {
  id: 'claude-code',
  title: 'Claude Code',
  // Its installer's own folders: https://code.claude.com/docs/en/setup
  presence: { programs: ['claude', '~/.local/bin/claude', '~/.claude/local/claude'], folders: ['~/.claude'] },
  perProject: true,
  afterwards: NEW_SESSIONS,
  setups: (facts) => [
    {
      where: { kind: 'file', file: settingsFile(facts), format: 'json' },
      wants: claudeVariables(facts.url, facts.key),
    },
  ],
};

/**
 * Variables of `env`. The address has no path: Claude Code adds /v1. A token, since an API key makes it ask whether to use
 * it. Without the last one, its auto mode asks the gateway to judge commands, and Bedrock cannot: a dialog on every command.
 */
export function claudeVariables(url: string, key: string): Want[] {
  return [
    { path: ['env', 'ANTHROPIC_BASE_URL'], value: url, role: 'address' },
    { path: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: key, role: 'key' },
    { path: ['env', 'CLAUDE_CODE_AUTO_MODE_SERVER'], value: '0' },
    ...BYPASSES.map((name): Want => ({ path: ['env', name], value: undefined, role: 'bypass' })),
  ];
}

/** With one of these it asks somebody else, whatever its address says: https://code.claude.com/docs/en/third-party-integrations */
export const BYPASSES = [
  'ANTHROPIC_API_KEY',
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_MANTLE',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
];

/** The person's own settings, or those of one project that git does not get. */
export function settingsFile({ env, person, project }: Pick<Facts, 'env' | 'person' | 'project'>): string {
  if (project !== undefined) return join(project, '.claude', 'settings.local.json');
  return join(env.CLAUDE_CONFIG_DIR || join(person, '.claude'), 'settings.json');
}
