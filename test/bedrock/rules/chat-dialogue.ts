import type { JsonObject } from '../../../proxy/demo/call.ts';
import {
  eachObject,
  type Finding,
  firstFinding,
  invalidValue,
  missingString,
  placed,
  unknownName,
  unreadable,
} from './openai-rule.ts';
import { objectOf, objectsOf } from './rule.ts';

/** Looks at calls of tools and their results: each call is answered before anybody else speaks. */
export function toolDialogueMistake(messages: unknown): Finding | undefined {
  let open = new Set<string>();
  let called = new Set<string>();
  const wrong = firstFinding(placed(messages), ([at, value]) => {
    const message = objectOf(value);
    const path = `messages[${at}]`;
    if (message.role === 'tool') {
      const id = String(message.tool_call_id);
      open.delete(id);
      return missingString(message, ['tool_call_id'], path) ?? (called.has(id) ? undefined : orphan(at));
    }
    if (open.size > 0) return unanswered(open, at);
    called = new Set(callIds(message));
    open = new Set(called);
    return message.tool_calls === undefined ? undefined : callsMistake(message.tool_calls, `${path}.tool_calls`);
  });
  return wrong ?? (open.size > 0 ? unanswered(open, placed(messages).length) : undefined);
}

function callsMistake(calls: unknown, path: string): Finding | undefined {
  if (!Array.isArray(calls)) return unreadable(`${path}: invalid type, expected a sequence`);
  if (calls.length === 0)
    return invalidValue(path, `Invalid '${path}': empty array. Expected an array with minimum length 1.`);
  return eachObject(calls, path, (call, place) => {
    const definition = objectOf(call.function);
    const wrong =
      unknownName(call, ['id', 'type', 'function'], `${place}.`) ??
      missingString(call, ['id', 'type'], place) ??
      unknownName(definition, ['name', 'arguments'], `${place}.function.`) ??
      missingString(definition, ['name', 'arguments'], `${place}.function`);
    if (wrong) return wrong;
    if (call.type !== 'function')
      return unreadable(`${place}.type: unknown variant \`${call.type}\`, expected \`function\``);
    return isJson(String(definition.arguments))
      ? undefined
      : invalidValue(`${place}.function.arguments`, "Expecting ',' delimiter");
  });
}

function callIds(message: JsonObject): string[] {
  return objectsOf(message.tool_calls).map((call) => String(call.id));
}

function orphan(at: number): Finding {
  return {
    message: "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
    param: `messages.[${at}].role`,
  };
}

function unanswered(ids: Set<string>, at: number): Finding {
  return {
    message: `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...ids].join(', ')}`,
    param: `messages.[${at}].role`,
  };
}

/** Nothing at all stands for no arguments. */
function isJson(text: string): boolean {
  if (text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
