import { deltaEvent, FRAMING_EVENTS } from './answer.ts';
import { LARGE, setPlan } from './measures.ts';
import type { Subject, Upstream } from './subjects.ts';

const DELTAS = 500;

/** Fails unless every subject passes on all of an answer: what loses events is fast, and not worth measuring. */
export async function verify(upstream: Upstream, subjects: [string, Subject][]): Promise<void> {
  await setPlan(upstream, { deltas: DELTAS, perWrite: 3, paceMs: 0 });
  const expected = textOf(Array.from({ length: DELTAS }, (_, n) => JSON.stringify(deltaEvent(n))));
  for (const [name, subject] of subjects) {
    const events = await subject.events?.(LARGE);
    if (!events) continue;
    if (events.length !== DELTAS + FRAMING_EVENTS || textOf(events) !== expected) {
      throw new Error(`${name} passed on ${events.length} events, or not the text that was sent`);
    }
  }
}

function textOf(events: string[]): string {
  return events.map((json) => (JSON.parse(json) as { delta?: { text?: string } }).delta?.text ?? '').join('');
}
