import module from 'node:module';
import { Worker } from 'node:worker_threads';
import { AditError, type ErrorType } from '../errors.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

/** How often a worker that ended by itself is started anew; more than that is no accident. */
const MAX_RESTARTS = 3;

/** How long the worker may take to store what is there when the program ends, in milliseconds. */
const CLOSE_MS = 5000;

export interface WorkerEvents {
  onMessage(message: Extract<FromWorker, { kind: 'stored' | 'change' }>): void;
  /** The worker ended by itself, and what was on its way to it is gone. */
  onCrash(error: Error, isFinal: boolean): void;
}

/** The worker thread, started when it is first needed, and again when it ended by itself. */
export class WorkerHandle {
  readonly #start: () => WorkerStart;
  readonly #events: WorkerEvents;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  #worker: Worker | undefined;
  #refs = 0;
  #crashes = 0;
  #closed: PromiseWithResolvers<void> | undefined;

  constructor(start: () => WorkerStart, events: WorkerEvents) {
    this.#start = start;
    this.#events = events;
  }

  post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#closed) return;
    this.#run()?.postMessage(message, [...transfer]);
  }

  /** Tells a worker that runs; one that does not will start with what is told. */
  tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  /** Rejects with AditError. */
  ask(name: Extract<ToWorker, { kind: 'ask' }>['name'], args: readonly unknown[]): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>();
    const worker = this.#closed ? undefined : this.#run();
    if (!worker) {
      asked.reject(new AditError('api_error', 'The history is not running.', { status: 503 }));
      return asked.promise;
    }
    const ref = this.#refs++;
    this.#asked.set(ref, asked);
    worker.postMessage({ kind: 'ask', ref, name, args } satisfies ToWorker);
    return asked.promise;
  }

  /** Resolves when all is stored and the worker has ended by itself, or after some seconds. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker || this.#closed) return;
    this.#closed = Promise.withResolvers<void>();
    worker.ref();
    worker.postMessage({ kind: 'close' } satisfies ToWorker);
    const limit = setTimeout(() => void worker.terminate(), CLOSE_MS);
    await this.#closed.promise;
    clearTimeout(limit);
  }

  #run(): Worker | undefined {
    if (this.#worker || this.#crashes > MAX_RESTARTS) return this.#worker;
    const worker = new Worker(workerFile(), { workerData: this.#start(), name: 'history', env: workerEnv() });
    // The program may end while the worker waits for news.
    worker.unref();
    worker.on('message', (message: FromWorker) => this.#receive(message));
    // What it told cannot be read here, and nobody knows whose answer it was.
    worker.on('messageerror', () => this.#refuse('An answer of the history cannot be read.'));
    worker.once('error', (error) => this.#ended(worker, error as Error));
    worker.once('exit', () => this.#ended(worker, new Error('The history has ended')));
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'stored' || message.kind === 'change') this.#events.onMessage(message);
    else {
      const asked = this.#asked.get(message.ref);
      this.#asked.delete(message.ref);
      if (message.kind === 'answer') asked?.resolve(message.value);
      else asked?.reject(new AditError((message.type ?? 'api_error') as ErrorType, message.message));
    }
  }

  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#closed?.resolve();
    this.#worker = undefined;
    this.#crashes++;
    this.#refuse('The history had to start anew.');
    if (!this.#closed) this.#events.onCrash(error, this.#crashes > MAX_RESTARTS);
  }

  #refuse(message: string): void {
    for (const asked of this.#asked.values()) asked.reject(new AditError('api_error', message));
    this.#asked.clear();
  }
}

/** A thread finds the compiled code that is kept by the variable alone; it halves the time of its start. */
function workerEnv(): NodeJS.ProcessEnv {
  const folder = module.getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: folder };
}

/** The worker's program: beside this one from its sources, and as it is built. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './history-worker.js', import.meta.url);
}
