import type { Model } from '../../bedrock/catalogue/catalogue.ts';
import { AditError } from '../../errors.ts';
import { type Resolution, resolve } from '../../routing/resolve.ts';
import { type App, queryOf, type Routes } from '../handlers.ts';
import { chatDialect } from './chat/chat.ts';
import { postEmbeddings } from './embeddings.ts';
import { responsesDialect } from './responses/dialect.ts';
import { ResponseStore } from './responses/store.ts';
import { deleteResponse, getResponse, listInputItems } from './responses/stored.ts';
import { ThinkingMemory } from './thinking-memory.ts';

/** OpenAI's API, as far as coding tools use it (https://platform.openai.com/docs/api-reference). */
export function openAiRoutes(app: App, routes: Routes): void {
  const { router, paid, json, answered } = routes;
  const memory = new ThinkingMemory();
  const store = new ResponseStore();
  const modelNamed = (name: string) => modelOfName(name, router.resolution);

  chatRoutes(app, routes, memory);
  app.post(
    '/embeddings',
    paid((...io) => postEmbeddings(router, ...io)),
  );
  app.post('/responses', answered(responsesDialect({ modelNamed, memory, store })));
  app.get(
    '/responses/:id',
    json((c) => getResponse(store, c.req.param('id') ?? '')),
  );
  app.get(
    '/responses/:id/input_items',
    json((c) => listInputItems(store, c.req.param('id') ?? '', queryOf(c))),
  );
  app.delete(
    '/responses/:id',
    json((c) => deleteResponse(store, c.req.param('id') ?? '')),
  );
}

/** Chat Completions alone. */
export function chatRoutes(app: App, { router, answered }: Routes, memory = new ThinkingMemory()): void {
  const modelNamed = (name: string) => modelOfName(name, router.resolution);
  app.post('/chat/completions', answered(chatDialect({ modelNamed, memory })));
}

/** What a name that means nothing leads to is told when the request is asked. */
function modelOfName(name: string, resolution: Resolution): Model | undefined {
  try {
    return resolve(name, resolution)[0]?.model;
  } catch (error) {
    if (error instanceof AditError) return undefined;
    throw error;
  }
}
