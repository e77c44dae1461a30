import type { Plan } from './answer.ts';
import { FRAMING_EVENTS } from './answer.ts';
import type { Load, Observation } from './load.ts';
import type { Subject, Upstream } from './subjects.ts';
import { cpuMs } from './usage.ts';

/** One thing that is measured: how the upstream answers, and what is asked of each subject in a round. */
export interface Measure {
  name: MeasureName;
  plan: Plan;
  load: Load;
}

/** The measures by name. */
export type MeasureName = 'small-alone' | 'large-alone' | 'small-many' | 'large-many' | 'streams' | 'paced';

/** What one subject showed in one measure of one round. */
export interface Block extends Observation {
  cpuMs: number;
  requests: number;
  events: number;
}

/** Blocks by subject and measure, one per round. */
export type Results = Map<string, Map<MeasureName, Block[]>>;

export const SMALL = 1000;
export const LARGE = 200_000;

const SHORT_ANSWER: Plan = { deltas: 20, perWrite: 4, paceMs: 0 };
const LONG_ANSWER: Plan = { deltas: 1000, perWrite: 4, paceMs: 0 };
const PACED_ANSWER: Plan = { deltas: 60, perWrite: 1, paceMs: 4 };

/** Every measure of a round. */
export const MEASURES: Measure[] = [
  { name: 'small-alone', plan: SHORT_ANSWER, load: load(SMALL, 300, 1) },
  { name: 'large-alone', plan: SHORT_ANSWER, load: load(LARGE, 80, 1) },
  { name: 'small-many', plan: SHORT_ANSWER, load: load(SMALL, 480, 16) },
  { name: 'large-many', plan: SHORT_ANSWER, load: load(LARGE, 160, 16) },
  { name: 'streams', plan: LONG_ANSWER, load: load(SMALL, 192, 64) },
  { name: 'paced', plan: PACED_ANSWER, load: { ...load(SMALL, 4, 4), stamped: true } },
];

/** The measure with a share of its requests, but never fewer than go at once. */
export function scaled(measure: Measure, share: number): Measure {
  const requests = Math.max(measure.load.concurrency, Math.round(measure.load.requests * share));
  return { ...measure, load: { ...measure.load, requests } };
}

/** Tells the upstream how to answer from now on. */
export async function setPlan(upstream: Upstream, plan: Plan): Promise<void> {
  const answer = await fetch(`${upstream.url}/plan`, { method: 'PUT', body: JSON.stringify(plan) });
  if (!answer.ok) throw new Error(`the upstream refused the plan: ${answer.status}`);
}

/**
 * One measure of all subjects, one after the other.
 *
 * A subject's processor time runs on until all have had their turn, so that work it puts off is counted too.
 */
export async function measureAll(
  upstream: Upstream,
  measure: Measure,
  subjects: [string, Subject][],
  results: Results,
): Promise<void> {
  await setPlan(upstream, measure.plan);
  const before = new Map<string, number>();
  const blocks = new Map<string, Block>();
  for (const [name, subject] of subjects) {
    before.set(name, cpuOf(subject));
    const observation = await subject.run(measure.load);
    const requests = measure.load.requests;
    blocks.set(name, { ...observation, cpuMs: 0, requests, events: requests * (measure.plan.deltas + FRAMING_EVENTS) });
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const [name, subject] of subjects) {
    const block = blocks.get(name);
    if (!block) continue;
    block.cpuMs = cpuOf(subject) - (before.get(name) ?? 0);
    blocksOf(results, name, measure.name).push(block);
  }
}

/** The blocks of one subject and measure so far. */
export function blocksOf(results: Results, subject: string, measure: MeasureName): Block[] {
  const ofSubject = results.get(subject) ?? new Map<MeasureName, Block[]>();
  results.set(subject, ofSubject);
  const blocks = ofSubject.get(measure) ?? [];
  ofSubject.set(measure, blocks);
  return blocks;
}

function cpuOf(subject: Subject): number {
  return subject.pid === undefined ? 0 : cpuMs(subject.pid);
}

function load(bodyBytes: number, requests: number, concurrency: number): Load {
  return { bodyBytes, requests, concurrency, stamped: false };
}
