import { hashOf } from './parts.ts';

/**
 * Hash of what the model says in an answer, or in turns of a later request: its texts and the names of the tools that it
 * calls, whatever API they are spelled in. Thinking is left out, since many clients leave it out.
 */
export function spoken(answer: unknown): Buffer {
  const texts: string[] = [];
  collect(answer, texts, 0);
  const words = texts.map((text) => text.trim()).filter(Boolean);
  return Buffer.from(hashOf(words.join('\n')), 'latin1').subarray(0, 16);
}

const MAX_DEPTH = 8;
const THINKING: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking', 'reasoning']);

function collect(value: unknown, texts: string[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, texts, depth + 1);
    return;
  }
  const fields = value as Record<string, unknown>;
  if (THINKING.has(fields.type)) return;
  for (const [name, field] of Object.entries(fields)) {
    const isText = name === 'text' || name === 'content' || name === 'name';
    if (typeof field === 'string' && isText) texts.push(field);
    else if (!INPUTS.has(name)) collect(field, texts, depth + 1);
  }
}

/** What calls are given: its JSON may be spelled anew. */
const INPUTS: ReadonlySet<string> = new Set(['input', 'arguments', 'reasoningContent']);
