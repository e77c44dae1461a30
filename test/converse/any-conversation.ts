import fc from 'fast-check';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { png } from './converse.ts';

/** Names of tools, of which Bedrock takes some as they are. */
export const anyName = fc.oneof(
  fc.constantFrom('Read', 'fs.read', 'x__a', 'ä'.repeat(70)),
  fc.string({ minLength: 1, maxLength: 70 }),
);
const anyId = fc.oneof(
  fc.constantFrom('toolu_1', 'functions.Read:0', '', 'a|b'.repeat(40)),
  fc.string({ maxLength: 12 }),
);
export const anyWords = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((words) => words.trim() !== '');
const blank = fc.constantFrom('', ' ', '\n\t');
export const anyText = fc.oneof({ arbitrary: anyWords, weight: 4 }, blank).map((text) => ({ type: 'text', text }));
/** As it is after a way through JSON, which knows no negative zero. */
export const anyInput = fc
  .dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
  .map((input) => JSON.parse(JSON.stringify(input)) as JsonObject);
export const anyCall = fc.record({ type: fc.constant('tool_use'), id: anyId, name: anyName, input: anyInput });
const anyThought = fc.constant({ type: 'thinking', thinking: 'hm', signature: 'c2ln' });
export const anyResult = fc.record({
  type: fc.constant('tool_result'),
  tool_use_id: anyId,
  content: fc.oneof(anyWords, blank),
});
const turnOf = (role: string, ...blocks: fc.Arbitrary<JsonObject>[]) =>
  fc.record({ role: fc.constant(role), content: fc.array(fc.oneof(...blocks), { maxLength: 4 }) });
const anyTurn = fc.oneof(
  turnOf('user', anyText, fc.constant(png), anyResult),
  turnOf('assistant', anyText, anyThought, anyCall),
  turnOf('system', anyText),
);
/** Turns, of which some calls get their results in the turn behind, as clients that do nothing wrong send them. */
export const anyConversation = fc
  .array(fc.tuple(anyTurn, fc.boolean()), { minLength: 1, maxLength: 8 })
  .map((turns) => turns.flatMap(([turn, isAnswered]) => (isAnswered ? [turn, answerTo(turn)] : [turn])))
  .filter((turns) => turns.some(({ role }) => role !== 'system'));

interface Turn {
  role: string;
  content: JsonObject[];
}

function answerTo({ content }: Turn): Turn {
  const uses = content.filter(({ type }) => type === 'tool_use');
  return { role: 'user', content: uses.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'done' })) };
}
