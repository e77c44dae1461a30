import type { Exchange } from '../log/exchange.ts';
import type { HistoryChange } from './changes.ts';
import type { Questions } from './questions.ts';

/** The history, as the rest of the engine sees it. Nothing of it runs on the road of a request. */
export interface History {
  /** Begins to record a request: gives it its `recording`. */
  begin(exchange: Exchange): void;
  /** The request has ended. */
  end(exchange: Exchange): void;
  /** Asks the store. Rejects with AditError where the question cannot be answered, or the store cannot be read. */
  ask<Name extends keyof Questions>(
    name: Name,
    ...args: Parameters<Questions[Name]>
  ): Promise<ReturnType<Questions[Name]>>;
  /** The number of the last change. */
  readonly version: number;
  /** Changes after `version`, as far back as they are kept: undefined where some are not. */
  since(version: number): readonly HistoryChange[] | undefined;
  /** Tells of changes until the function that is given back is called. */
  listen(listener: (change: HistoryChange) => void): () => void;
  /** Stores what is there and ends. */
  close(): Promise<void>;
}
