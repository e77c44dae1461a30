import type {
  CostGroup,
  CostRow,
  PromptDiff,
  RequestDetail,
  RequestPage,
  RequestRow,
  SessionRow,
  StoreHealth,
  TimedEvent,
} from './shapes.ts';

export type ExportFormat = 'har' | 'jsonl' | 'csv';

/** Which requests a deletion is about. Pinned ones stay, but for `ids`. */
export type Removal = { readonly ids: readonly string[] } | { readonly session: string } | { readonly all: true };

/** A piece of an export; `next` is to be given for the one that follows, null at the end. */
export interface ExportPiece {
  readonly text: string;
  readonly next: number | null;
}

/**
 * What can be asked of the store. `query` is a search as a person types it (`model:opus status:error words`), empty for
 * everything; it throws AditError (400) where it cannot be read.
 */
export interface Questions {
  /** Newest first. `before` is a `seq`. */
  page(query: string, before: number | null, limit: number): RequestPage;
  rows(ids: readonly string[]): RequestRow[];
  detail(id: string): RequestDetail | null;
  /** Events of the answer from position `after` on, also while it streams. */
  events(id: string, after: number): TimedEvent[];
  /** Against another request, else against the one that it goes on from. */
  diff(id: string, against: string | null): PromptDiff | null;
  /** Latest first. */
  sessions(query: string, limit: number): SessionRow[];
  costs(by: CostGroup, query: string): CostRow[];
  export(format: ExportFormat, query: string, after: number | null): ExportPiece;
  /** Resolves to how many are gone: from the file, too. */
  remove(which: Removal): number;
  pin(id: string, pinned: boolean): boolean;
  health(): StoreHealth;
}
