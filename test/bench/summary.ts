import type { Carrier } from './answer.ts';
import { type Block, blocksOf, type MeasureName, type Results } from './measures.ts';
import type { Starts } from './starts.ts';
import { median, quantile, total } from './statistics.ts';
import { DEFINITIONS, type Definition } from './subjects.ts';

/** A middle and an edge, in milliseconds. */
export interface Spread {
  p50: number;
  p99: number;
}

/** The line of one subject. Without a process of its own, as where nothing is between, some numbers are missing. */
export interface Row {
  name: string;
  label: string;
  /** To the first text delta: added over direct, or the time itself where the row is direct. */
  firstDelta: Record<'small-alone' | 'large-alone' | 'small-many' | 'large-many', Spread>;
  /** How old each event is when it arrives, likewise. */
  heldBack: Spread;
  /** Events per second with 64 streams, and as a share of direct. */
  eventsPerSecond: number;
  eventsShare: number;
  cpuMsPerRequest: { small: number; large: number } | undefined;
  cpuUsPerEvent: number | undefined;
  startMs: number | undefined;
  memoryMb: { idle: number; peak: number } | undefined;
}

/** Resident memory by subject, in MB. */
export interface Memory {
  idle: Map<string, number>;
  peak: Map<string, number>;
}

/** Turns what was seen into one line per subject. */
export function summarize(results: Results, starts: Starts, memory: Memory): Row[] {
  return DEFINITIONS.map((definition) => summarizeOne(definition, results, starts, memory));
}

/** Whether the row is what the others are compared to. */
export function isDirect(row: { name: string }): boolean {
  return row.name.startsWith('direct-');
}

function summarizeOne(definition: Definition, results: Results, starts: Starts, memory: Memory): Row {
  const { name, label, baseline } = definition;
  const of = (measure: MeasureName) => blocksOf(results, name, measure);
  const base = (measure: MeasureName) => (isDirect(definition) ? [] : blocksOf(results, direct(baseline), measure));
  const first = (measure: MeasureName) => added(of(measure), base(measure), (block) => block.firstDeltas);
  const started = starts.get(name);
  const idle = memory.idle.get(name);
  return {
    name,
    label,
    firstDelta: {
      'small-alone': first('small-alone'),
      'large-alone': first('large-alone'),
      'small-many': first('small-many'),
      'large-many': first('large-many'),
    },
    heldBack: added(of('paced'), base('paced'), (block) => block.delays),
    eventsPerSecond: speed(of('streams')),
    eventsShare: isDirect(definition) ? 1 : speed(of('streams')) / speed(base('streams')),
    cpuMsPerRequest: started && { small: perRequest(of('small-alone')), large: perRequest(of('large-alone')) },
    cpuUsPerEvent: started && (1000 * total(of('streams'), (b) => b.cpuMs)) / total(of('streams'), (b) => b.events),
    startMs: started && median(started),
    memoryMb: idle === undefined ? undefined : { idle, peak: memory.peak.get(name) ?? idle },
  };
}

/**
 * Samples less those of direct, compared within each round; of the rounds the middle one is taken, so that a machine
 * that slows down midway counts against nobody.
 */
function added(blocks: Block[], base: Block[], samples: (block: Block) => number[]): Spread {
  const at = (share: number) =>
    median(
      blocks.map((block, round) => {
        const without = base[round];
        return quantile(samples(block), share) - (without ? quantile(samples(without), share) : 0);
      }),
    );
  return { p50: at(0.5), p99: at(0.99) };
}

function direct(carrier: Carrier): string {
  return `direct-${carrier}`;
}

function speed(blocks: Block[]): number {
  return median(blocks.map((block) => (block.events * 1000) / block.wallMs));
}

function perRequest(blocks: Block[]): number {
  return total(blocks, (block) => block.cpuMs) / total(blocks, (block) => block.requests);
}
