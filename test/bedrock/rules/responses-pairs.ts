import { type Finding, firstFinding, placed } from './openai-rule.ts';
import { objectOf } from './rule.ts';

/** Looks at calls of tools and their outputs: each has the other, and the call comes first. */
export function pairMistake(items: unknown): Finding | undefined {
  const called = new Map<string, string>();
  const answered = new Set<string>();
  const orphan = firstFinding(placed(items), ([, value]) => {
    const { type, call_id } = objectOf(value);
    const id = String(call_id);
    if (type === 'function_call' || type === 'custom_tool_call') called.set(id, `${type}_output`);
    if (type !== 'function_call_output' && type !== 'custom_tool_call_output') return undefined;
    answered.add(id);
    return called.get(id) === type
      ? undefined
      : { message: `No tool call found for function call output with call_id ${id}.`, param: 'input' };
  });
  const open = [...called.keys()].find((id) => !answered.has(id));
  if (orphan || open === undefined) return orphan;
  return { message: `No tool output found for function call ${open}.`, param: 'input' };
}
