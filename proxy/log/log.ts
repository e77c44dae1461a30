import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Exchange } from './exchange.ts';

export type LogFormat = 'human' | 'json';

/** Bytes that may wait for a reader that has stopped; lines beyond them are counted and dropped. */
const MAX_WAITING = 1024 * 1024;

/**
 * Writes a line for every request, off its road: lines are collected and written together, and a terminal that is
 * stopped, a full disk or a reader that is gone costs lines, never a request.
 */
export class RequestLog {
  readonly #stream: Writable;
  readonly #isJson: boolean;
  readonly #format: (exchange: Exchange) => string;
  #lines: string[] = [];
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Writable, format: LogFormat) {
    this.#stream = stream;
    // Node writes to terminals in blocking mode: one stopped with Ctrl-S would stop all requests.
    (stream as { _handle?: { setBlocking?: (blocking: boolean) => void } })._handle?.setBlocking?.(false);
    stream.on('error', () => {});
    this.#isJson = format === 'json';
    this.#format = this.#isJson ? jsonLine : (exchange) => humanLine(exchange, stream);
  }

  write(exchange: Exchange): void {
    this.#add(() => this.#format(exchange));
  }

  /** Writes something else than a request: for people as `text`, for programs as an object of `fields`. */
  tell(text: string, fields: Readonly<Record<string, unknown>>): void {
    const time = new Date();
    this.#add(() =>
      this.#isJson
        ? JSON.stringify({ time: time.toISOString(), ...fields })
        : `${styleText('dim', time.toTimeString().slice(0, 8), { stream: this.#stream })} ${printable(text)}`,
    );
  }

  #add(line: () => string): void {
    if (this.#stream.writableLength > MAX_WAITING) {
      this.#lost++;
      return;
    }
    if (this.#lost > 0) this.#lines.push(`${this.#lost} requests are not in this log: nobody read it`);
    this.#lost = 0;
    this.#lines.push(line());
    this.#timer ??= setTimeout(() => this.flush(), 20).unref();
  }

  /** Writes what is collected; to be called before the program ends. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length > 0) this.#stream.write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}

/** Every figure that is known, in snake case; times in whole milliseconds. */
export function jsonLine(exchange: Exchange): string {
  const { usage } = exchange;
  return JSON.stringify({
    time: new Date(exchange.startedAt).toISOString(),
    request_id: exchange.id,
    upstream_request_id: exchange.upstreamId,
    client: exchange.client,
    session: exchange.session,
    method: exchange.method,
    path: exchange.path,
    model: exchange.asked,
    served_model: exchange.served,
    region: exchange.region,
    surface: exchange.surface,
    status: exchange.status,
    stop_reason: exchange.stopReason,
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    ttft_ms: rounded(exchange.firstEvent),
    duration_ms: rounded(exchange.duration),
    retries: exchange.retries,
    notes: exchange.notes,
    error: exchange.error,
    cause: exchange.cause,
  });
}

function humanLine(exchange: Exchange, stream: Writable): string {
  const { usage, status, error, cause, notes } = exchange;
  const paint = (style: Parameters<typeof styleText>[0], text: string) => styleText(style, text, { stream });
  const failed = status >= 400 || error !== undefined;
  const parts = [
    paint('dim', new Date(exchange.startedAt).toTimeString().slice(0, 8)),
    paint(failed ? 'red' : 'green', status === 499 ? 'left' : String(status || 'cut')),
    exchange.client,
    printable(
      exchange.asked === undefined
        ? `${exchange.method} ${exchange.path}`
        : `${exchange.asked} → ${exchange.served ?? '?'}`,
    ),
    exchange.region ?? '',
    usage.input === undefined ? '' : tokens(usage),
    seconds(exchange),
    failed ? paint('red', [error, cause].filter(Boolean).join(' ')) : '',
    exchange.retries > 0 ? `${exchange.retries} retried` : '',
    notes.length > 0 ? paint('dim', printable(`(${notes.join('; ')})`)) : '',
  ];
  return parts.filter(Boolean).join(' ');
}

/** What a client made up, such as a model's name, must not write lines of its own, nor colour them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function tokens({ input = 0, output = 0, cacheRead = 0, cacheWrite = 0 }: Exchange['usage']): string {
  const cache = cacheRead + cacheWrite > 0 ? ` cache ${short(cacheRead)}/${short(cacheWrite)}` : '';
  return `in ${short(input)} out ${short(output)}${cache}`;
}

function seconds({ firstEvent, duration = 0 }: Exchange): string {
  const total = `${(duration / 1000).toFixed(2)}s`;
  return firstEvent === undefined ? total : `first ${(firstEvent / 1000).toFixed(2)}s of ${total}`;
}

function short(count: number): string {
  return count < 10_000 ? String(count) : `${(count / 1000).toFixed(1)}k`;
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}
