import { join } from 'node:path';
import type { Facts, Tool } from '../tool.ts';
import { claudeVariables } from './claude-code.ts';
import { codexSetup } from './codex.ts';

/** Folder of Xcode's coding agents, from version 26.3. Their configuration is theirs, not that of the terminal. */
const AGENTS = '~/Library/Developer/Xcode/CodingAssistant';
const RESTART = 'Quit Xcode and open it again: it reads this when it starts.';

/**
 * Xcode's chat. Chat Completions behind an address, a key and the header for it, typed in by the person; no file and no
 * default is known through which it could be written: https://docs.venice.ai/guides/integrations/xcode
 */
export const xcode: Tool = {
  id: 'xcode',
  title: 'Xcode (chat)',
  presence: { programs: [], apps: ['Xcode.app', 'Xcode-beta.app'] },
  setups: () => [],
  card: ({ url, key }) => ({
    steps: 'In Xcode: Settings, Intelligence, Add a Model Provider, Internet Hosted:',
    fields: [
      { label: 'URL', value: url },
      { label: 'API Key', value: key, secret: true },
      { label: 'API Key Header', value: 'x-api-key' },
      { label: 'Description', value: 'Adit' },
    ],
  }),
};

/**
 * The Claude Agent inside Xcode: Claude Code with a folder of its own, and a default of Xcode's that keeps it from asking
 * for a sign-in. As people set it up by hand: https://gist.github.com/zoltan-magyar/be846eb36cf5ee33c882ef5f932b754b
 */
export const xcodeClaude: Tool = {
  id: 'xcode-claude',
  title: 'Claude Agent in Xcode',
  presence: {
    programs: [`${AGENTS}/Agents/Versions/*/claude`, `${AGENTS}/Agents/claude/*/claude`],
    folders: [`${AGENTS}/ClaudeAgentConfig`],
  },
  setups: (facts) => [
    {
      where: { kind: 'file', file: join(agentsFolder(facts), 'ClaudeAgentConfig/settings.json'), format: 'json' },
      wants: claudeVariables(facts.url, facts.key),
    },
    {
      where: { kind: 'defaults', domain: 'com.apple.dt.Xcode' },
      wants: [{ path: ['IDEChatClaudeAgentAPIKeyOverride'], value: ' ' }],
    },
  ],
  afterwards: RESTART,
};

/** Codex inside Xcode: Codex with a folder of its own. */
export const xcodeCodex: Tool = {
  id: 'xcode-codex',
  title: 'Codex in Xcode',
  presence: {
    programs: [`${AGENTS}/Agents/Versions/*/codex`, `${AGENTS}/Agents/codex/*/codex`],
    folders: [`${AGENTS}/codex`],
  },
  setups: (facts) => [codexSetup(join(agentsFolder(facts), 'codex'), facts)],
  afterwards: RESTART,
};

function agentsFolder({ person }: Facts): string {
  return AGENTS.replace('~', person);
}
