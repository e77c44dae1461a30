import type { RequestRow } from '../../proxy/history/shapes.ts';
import type { Notice } from './notice.ts';

/** How many requests in a row have to fail upstream, within how many milliseconds, for the person to be told. */
const IN_A_ROW = 3;
const WITHIN_MS = 10 * 60_000;

/** Failures since the last answer. */
export interface ErrorMemory {
  /** Requests that failed, by id, with when: milliseconds since 1970. */
  readonly failed: ReadonlyMap<string, number>;
  /** Whether the person has been told of this row of failures. */
  readonly told: boolean;
}

export const NO_ERRORS: ErrorMemory = { failed: new Map(), told: false };

/** Told once for a row of failures; an answer ends the row. A row of the history may come several times. */
export function errorNotice(
  memory: ErrorMemory,
  row: RequestRow,
): { readonly memory: ErrorMemory; readonly notice?: Notice } {
  if (row.state === 'open' || row.kind === 'other') return { memory };
  if (!failedUpstream(row)) return { memory: row.status < 400 && row.status > 0 ? NO_ERRORS : memory };
  const recent = [...memory.failed].filter(([, at]) => row.startedAt - at < WITHIN_MS);
  const failed = new Map([...recent, [row.id, row.startedAt]]);
  if (memory.told || failed.size < IN_A_ROW) return { memory: { failed, told: memory.told } };
  return {
    memory: { failed, told: true },
    notice: {
      topic: 'errors',
      title: `${failed.size} requests in a row have failed`,
      // The error's own words may quote a request: they are for the history, not for a lock screen.
      body: `Amazon Bedrock: ${row.status}${row.error ? `, ${row.error}` : ''}. The history says why.`,
      action: { do: 'open', screen: 'history', at: row.id },
    },
  };
}

/** Whether AWS, or the way there, is to blame: not the client, which left or asked for something that cannot be. */
function failedUpstream({ status }: RequestRow): boolean {
  return status === 429 || status >= 500 || status === 403;
}
