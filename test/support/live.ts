import { type Road, until } from './road.ts';

/** One model for each wire to Bedrock. */
export const MODELS = { InvokeModel: 'claude-sonnet-4-6', 'the Messages API': 'claude-opus-5-5' } as const;

export type Wire = keyof typeof MODELS;

export const WIRES = Object.keys(MODELS) as Wire[];

/** One event as it came to the client, with the time on the monotonic clock at which it was whole. */
export interface LiveEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
  readonly at: number;
}

/** Reads a stream of server-sent events as it comes; throws where a block is no whole event, or the connection breaks. */
export async function* liveEvents(response: Response): AsyncGenerator<LiveEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield toEvent(block);
  }
  if (rest !== '') throw new Error(`The stream ended inside an event: ${rest.slice(0, 200)}`);
}

/** All events of a stream that ends properly. */
export function allEvents(response: Response): Promise<LiveEvent[]> {
  return Array.fromAsync(liveEvents(response));
}

/** What an `error` event says. */
export function errorOf({ data }: LiveEvent): { type: string; message: string } {
  return data.error as { type: string; message: string };
}

/** Resolves when Bedrock sees that its one answer is read no longer. */
export function knowsThatNobodyReads({ bedrock }: Road): Promise<void> {
  return until('Bedrock knows that nobody reads', () => bedrock.stats.aborted === 1);
}

/** A gate that lets through one for every time that it is opened. */
export class Gate {
  #open = 0;
  #waiting: (() => void)[] = [];

  open(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#open++;
  }

  async pass(): Promise<void> {
    if (this.#open > 0) this.#open--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function toEvent(block: string): LiveEvent {
  const [, event, data] = /^event: ([a-z_]+)\ndata: (.*)$/.exec(block) ?? [];
  if (!event || !data) throw new Error(`No whole event: ${block.slice(0, 200)}`);
  return { event, data: JSON.parse(data) as Record<string, unknown>, at: performance.now() };
}
