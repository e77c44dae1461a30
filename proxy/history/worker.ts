/** The thread in which the history is kept: news come in, questions are answered, changes are told. */

import { parentPort, workerData } from 'node:worker_threads';
import { AditError } from '../errors.ts';
import { createReaders } from './read/questions.ts';
import { HistoryStore } from './store/history-store.ts';
import { Programs } from './store/programs.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('This is a worker of Adit, and no program of its own.');

const tell = (message: FromWorker) => port.postMessage(message);

const programs = new Programs();

const store = new HistoryStore(workerData as WorkerStart, {
  createReaders,
  tell: (change) => tell({ kind: 'change', change }),
  stored: (bytes) => tell({ kind: 'stored', bytes }),
  lookUp: (port) => programs.behind(port),
});

port.on('message', (message: ToWorker) => {
  if (message.kind === 'news') store.take(message.news, message.bytes, message.lostBodies);
  else if (message.kind === 'settings') store.apply(message.settings);
  else if (message.kind === 'ask') void answer(message);
  else close();
});

async function answer({ ref, name, args }: Extract<ToWorker, { kind: 'ask' }>): Promise<void> {
  try {
    tell({ kind: 'answer', ref, value: await store.ask(name, args) });
  } catch (error) {
    const type = error instanceof AditError ? error.type : undefined;
    tell({ kind: 'failed', ref, type, message: error instanceof Error ? error.message : String(error) });
  }
}

function close(): void {
  store.close();
  port?.close();
}
