import type { JsonObject } from '../../../proxy/demo/call.ts';
import { toolTurns } from './blocks.ts';
import { firstOf, objectsOf, type Rule } from './rule.ts';

const docs = 'https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use';
const [question = {}, call = {}, result = {}] = toolTurns();
const text = { type: 'text', text: 'And now?' };

/** That every tool call has its result right after it, and the other way round. */
export const toolResultRules: Rule[] = [
  {
    name: 'tool calls without their results immediately after',
    source: `${docs}; pi-mono PR #707`,
    check({ body }) {
      const turns = turnsOf(body.messages);
      return firstOf(turns.entries(), ([at, turn]) => {
        const answered = leadingResults(turns[at + 1]).map(({ tool_use_id }) => tool_use_id);
        const missing = calls(turn).filter((id) => !answered.includes(id));
        return missing.length > 0
          ? `messages.${turn.index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
          : undefined;
      });
    },
    refused: [
      { body: { messages: [question, call, { role: 'user', content: 'Stop' }] } },
      { body: { messages: [question, call, { role: 'user', content: [text, ...objectsOf(result.content)] }] } },
    ],
    accepted: [
      { body: { messages: [question, call, result] } },
      { body: { messages: [question, call, { role: 'user', content: [...objectsOf(result.content), text] }] } },
      { body: { messages: [question, call, result, { role: 'user', content: [text] }] } },
    ],
  },
  {
    name: 'tool results without their call before',
    source: docs,
    check({ body }) {
      const turns = turnsOf(body.messages);
      return firstOf(turns.entries(), ([at, turn]) => {
        const called = at > 0 ? calls(turns[at - 1]) : [];
        const orphan = turn.blocks.findIndex(
          ({ type, tool_use_id }) => type === 'tool_result' && !called.includes(String(tool_use_id)),
        );
        return orphan < 0
          ? undefined
          : `messages.${turn.index}.content.${orphan}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${turn.blocks[orphan]?.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      });
    },
    refused: [
      { body: { messages: [result] } },
      { body: { messages: [question, call, result, call, result, result].slice(2) } },
    ],
    accepted: [{ body: { messages: [question, call, result] } }],
  },
  {
    name: 'ids of tool calls or results which come twice',
    source: 'https://github.com/maximhq/bifrost/pull/4410',
    check({ body }) {
      const turns = turnsOf(body.messages);
      const ids = turns.flatMap(calls);
      if (new Set(ids).size < ids.length) return 'messages: `tool_use` ids must be unique';
      const results = turns.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'tool_result'));
      const twice = results.find(({ tool_use_id }, at) =>
        results.slice(0, at).some((other) => other.tool_use_id === tool_use_id),
      );
      return twice
        ? `each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${twice.tool_use_id}`
        : undefined;
    },
    refused: [
      { body: { messages: [question, call, result, call, result] } },
      { body: { messages: [question, call, result, result] } },
    ],
    accepted: [{ body: { messages: [...toolTurns(), ...toolTurns({ id: 'toolu_2' }).slice(1)] } }],
  },
];

interface Turn {
  role: unknown;
  /** Of the first message of the turn. */
  index: number;
  blocks: JsonObject[];
}

/** Messages of one role that follow each other are one turn. */
function turnsOf(messages: unknown): Turn[] {
  const turns: Turn[] = [];
  for (const [index, { role, content }] of objectsOf(messages).entries()) {
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : objectsOf(content);
    const last = turns.at(-1);
    if (last && last.role === role) last.blocks.push(...blocks);
    else turns.push({ role, index, blocks: [...blocks] });
  }
  return turns;
}

function calls(turn: Turn | undefined): string[] {
  return (turn?.blocks ?? []).filter(({ type }) => type === 'tool_use').map(({ id }) => String(id));
}

/** Results count only where nothing comes before them. */
function leadingResults(turn: Turn | undefined): JsonObject[] {
  const blocks = turn?.blocks ?? [];
  const end = blocks.findIndex(({ type }) => type !== 'tool_result');
  return end < 0 ? blocks : blocks.slice(0, end);
}
