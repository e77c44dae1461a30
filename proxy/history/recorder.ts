import type { Exchange } from '../log/exchange.ts';
import { RequestRecording, type Sink } from './request-recording.ts';
import type { RequestNews, ToWorker } from './worker-messages.ts';

/** How long news are collected before they go to the worker together, in milliseconds. */
const COLLECT_MS = 50;

/** Bytes that are collected at most before they go. */
const COLLECT_BYTES = 1024 * 1024;

/** Bytes that may be on their way to the worker: beyond that requests are kept without what was said in them. */
const MAX_WAITING = 64 * 1024 * 1024;

/** A piece of news whose bytes are still those of the road: they are copied when the news go. */
export interface Uncopied {
  readonly pieces: readonly Uint8Array[];
  toNews(bytes: Uint8Array<ArrayBuffer>): RequestNews;
}

/** Where the news go. */
export type Post = (message: ToWorker, transfer: readonly ArrayBuffer[]) => void;

/**
 * Collects copies of what passes on the road and gives them to the worker a few times a second. Where the worker cannot
 * keep up, bodies are left out first; that there was a request is told always.
 */
export class Recorder implements Sink {
  readonly #post: Post;
  readonly #open = new Map<Exchange, RequestRecording>();
  #news: (RequestNews | Uncopied)[] = [];
  #collected = 0;
  #waiting = 0;
  #lostBodies = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(post: Post) {
    this.#post = post;
  }

  begin(exchange: Exchange): void {
    const recording = new RequestRecording(exchange, this);
    exchange.recording = recording;
    this.#open.set(exchange, recording);
    // Whose key it is becomes known before the news go.
    this.add({ pieces: [], toNews: () => recording.begun() });
  }

  end(exchange: Exchange): void {
    const recording = this.#open.get(exchange);
    if (!recording) return;
    this.#open.delete(exchange);
    recording.flush();
    this.add({ kind: 'ended', id: exchange.id, figures: recording.figures() });
  }

  /** Takes a piece of news that has no bytes of the road in it. */
  add(news: RequestNews | Uncopied): void {
    this.#news.push(news);
    this.wake();
  }

  wake(): void {
    this.#timer ??= setTimeout(() => this.flush(), COLLECT_MS).unref();
  }

  /** Takes news with `size` bytes of the road. False where they cannot be kept, and are left out. */
  addBytes(news: Uncopied, size: number): boolean {
    if (this.#waiting + this.#collected + size > MAX_WAITING) return false;
    this.#news.push(news);
    this.#collected += size;
    if (this.#collected >= COLLECT_BYTES) this.#send();
    else this.wake();
    return true;
  }

  /** A request whose bodies are not kept. */
  lost(): void {
    this.#lostBodies++;
  }

  /** The worker has stored so many bytes. */
  stored(bytes: number): void {
    this.#waiting = Math.max(0, this.#waiting - bytes);
  }

  /** What was on its way will not be acknowledged any more. */
  forgotten(): void {
    this.#waiting = 0;
  }

  /** Gives all that there is to the worker. */
  flush(): void {
    for (const recording of this.#open.values()) recording.flush();
    this.#send();
  }

  /** Sends what is collected, in one buffer. */
  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#news.length === 0) return;
    // Buffers of this kind share their memory with no other, so that it can be given away.
    const bytes = Buffer.allocUnsafeSlow(this.#collected);
    let at = 0;
    const news = this.#news.map((each) => {
      if ('kind' in each) return each;
      const start = at;
      for (const piece of each.pieces) {
        bytes.set(piece, at);
        at += piece.length;
      }
      return each.toNews(bytes.subarray(start, at));
    });
    this.#post({ kind: 'news', news, bytes: this.#collected, lostBodies: this.#lostBodies }, [bytes.buffer]);
    this.#waiting += this.#collected;
    this.#news = [];
    this.#collected = 0;
    this.#lostBodies = 0;
  }
}
