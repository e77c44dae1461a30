import type { TimedEvent } from '../../shapes.ts';
import { completionOf } from './completion.ts';
import { messageOf } from './messages.ts';
import { responseOf } from './response.ts';

/** What the events of an answer amount to, as far as they have come, by their kind; undefined where nothing has come. */
export function answerOf(events: readonly TimedEvent[]): Record<string, unknown> | undefined {
  const [first] = events;
  if (!first) return undefined;
  if (first.type.startsWith('chat.completion')) return completionOf(events);
  return first.type.startsWith('response.') ? responseOf(events) : messageOf(events);
}

/** Names of the tools that an answer of any API calls, each once. */
export function toolsIn(answer: unknown): string[] {
  const names = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
    if (!Array.isArray(value)) {
      const name = calledBy(value as Record<string, unknown>);
      if (name !== undefined) {
        names.add(name);
        return;
      }
    }
    for (const inner of Object.values(value)) visit(inner, depth + 1);
  };
  visit(answer, 0);
  return [...names];
}

/** A call is at most `choices[0].message.tool_calls[0]` deep. */
const MAX_DEPTH = 6;

/** The tool of a call: Messages, Responses, Chat Completions, Converse. */
function calledBy({ type, name, function: called, toolUse }: Record<string, unknown>): string | undefined {
  const isCall =
    type === 'tool_use' || type === 'server_tool_use' || type === 'function_call' || type === 'custom_tool_call';
  if (isCall && typeof name === 'string') return name;
  const inner = ((type === 'function' || type === undefined) && called) || toolUse;
  const innerName = (inner as { name?: unknown } | undefined)?.name;
  return typeof innerName === 'string' ? innerName : undefined;
}
