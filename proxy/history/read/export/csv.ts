import type { Figures } from './figures.ts';

type Column = keyof Figures;

/** Figures that are lists have their own names beside them in the other formats. */
const COLUMNS: readonly Column[] = [
  'id',
  'started_at',
  'session',
  'agent',
  'client',
  'project',
  'kind',
  'dialect',
  'model',
  'served_model',
  'region',
  'surface',
  'status',
  'stop_reason',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'thinking_tokens',
  'cost_usd',
  'saved_usd',
  'ttft_ms',
  'duration_ms',
  'retries',
  'failovers',
  'tools',
  'notes',
  'error',
  'cause',
  'error_message',
  'upstream_request_id',
  'replay_of',
];

/** The line of names. Lines end as https://www.rfc-editor.org/rfc/rfc4180 says. */
export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** A request's figures as a line; what is not known is empty. */
export function csvLine(figures: Figures): string {
  return `${COLUMNS.map((column) => cell(figures[column])).join(',')}\r\n`;
}

function cell(value: Figures[Column]): string {
  if (value === null) return '';
  if (typeof value !== 'string' && !Array.isArray(value)) return String(value);
  const text = harmless(typeof value === 'string' ? value : value.join('; '));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets run a text that begins like a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
