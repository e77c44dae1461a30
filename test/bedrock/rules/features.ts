import type { JsonObject } from '../../../proxy/demo/call.ts';
import { type Asked, extraInputs, hasBeta, isObject, objectOf, objectsOf, type Rule } from './rule.ts';

/** Fields which come with a beta: one without the other is refused. */
export const featureRules: Rule[] = [
  {
    name: 'safeguards without their betas, and their beta without safeguards',
    source: 'Claude Code 2.1.329 in auto mode sends field and betas together',
    check(asked) {
      const { safeguards } = asked.body;
      const allowed = hasBeta(asked, 'dangerous-tool-use-') && hasBeta(asked, 'afk-mode-');
      if (safeguards !== undefined && !allowed) return `safeguards: ${extraInputs}`;
      return safeguards === undefined && hasBeta(asked, 'dangerous-tool-use-')
        ? 'safeguards: Field required'
        : undefined;
    },
    refused: [
      { body: { safeguards: [{ type: 'dangerous_tool_use' }] } },
      { body: { safeguards: [{ type: 'dangerous_tool_use' }] }, betas: ['dangerous-tool-use-2026-09-03'] },
      { betas: ['dangerous-tool-use-2026-09-03', 'afk-mode-2026-01-31'] },
    ],
    accepted: [
      {
        body: { safeguards: [{ type: 'dangerous_tool_use' }] },
        betas: ['dangerous-tool-use-2026-09-03', 'afk-mode-2026-01-31'],
      },
    ],
  },
  {
    name: 'context management without its beta, or of thinking that is off',
    source: 'https://github.com/anthropics/claude-code/issues/49548, .../21595',
    check: contextManagementMistake,
    refused: [
      { body: { context_management: { edits: [] } } },
      { body: clearing('clear_tool_uses_20250919'), betas: ['compact-2026-01-12'] },
      { body: clearing('compact_20260112'), betas: ['context-management-2025-06-27'] },
      { body: clearing('clear_thinking_20251015'), betas: ['context-management-2025-06-27'] },
    ],
    accepted: [
      {
        body: { ...clearing('clear_thinking_20251015'), thinking: { type: 'adaptive' } },
        betas: ['context-management-2025-06-27'],
      },
      { body: clearing('compact_20260112'), betas: ['compact-2026-01-12'] },
    ],
  },
];

function contextManagementMistake(asked: Asked): string | undefined {
  const { context_management, thinking } = asked.body;
  if (context_management === undefined) return undefined;
  const tags = [
    ...(hasBeta(asked, 'context-management-') ? ['clear_thinking_20251015', 'clear_tool_uses_20250919'] : []),
    ...(hasBeta(asked, 'compact-') ? ['compact_20260112'] : []),
  ];
  if (tags.length === 0) return `context_management: ${extraInputs}`;
  if (!isObject(context_management)) return 'context_management: Input should be a valid dictionary';
  const edits = objectsOf(context_management.edits);
  const wrong = edits.findIndex(({ type }) => !tags.includes(String(type)));
  if (wrong >= 0) {
    return `context_management.edits.${wrong}: Input tag '${edits[wrong]?.type}' found using 'type' does not match any of the expected tags: ${tags.map((tag) => `'${tag}'`).join(', ')}`;
  }
  const off = !['enabled', 'adaptive'].includes(String(objectOf(thinking).type));
  return off && edits.some(({ type }) => type === 'clear_thinking_20251015')
    ? '`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive'
    : undefined;
}

function clearing(type: string): JsonObject {
  return { context_management: { edits: [{ type }] } };
}
