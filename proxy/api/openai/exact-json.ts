import { asRecord } from '../../bedrock/json/values.ts';

/**
 * The object that a JSON text is; undefined where it is none, or no JSON. Numbers that JavaScript cannot hold, such as ids
 * of 64 bits, are kept as they are spelled, and JSON.stringify writes them again: whoever looks at one finds an object. For
 * what is only given on, like the input of a tool.
 */
export function parseExact(text: Buffer | string): Record<string, unknown> | undefined {
  const json = text.toString();
  if (!/^\s*\{/.test(json)) return undefined;
  try {
    return asRecord(MAY_BE_INEXACT.test(json) ? exact.parse(json, asSpelled) : JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Sixteen digits, or an exponent: looking at each number costs ten times as much as reading them all. */
const MAY_BE_INEXACT = /[\d.]{16}|\d[eE]/;

function asSpelled(_name: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === 'number' && source !== undefined && String(value) !== source ? exact.rawJSON(source) : value;
}

/** Node has it (https://github.com/tc39/proposal-json-parse-with-source), the types of TypeScript 7.0 do not yet. */
const exact = JSON as unknown as {
  parse(text: string, revive: typeof asSpelled): unknown;
  rawJSON(text: string): object;
};
