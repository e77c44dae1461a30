import type { JsonObject } from '../../proxy/demo/call.ts';
import { converseModel } from './converse.ts';
import { modelNamed } from './models.ts';
import { offers } from './reach.ts';
import { type ConverseAsked, type ConverseExample, hello } from './rules/converse/rule.ts';

/** Writes an example out: where it is sent, what is sent, and what the rules look at. */
export function converseRequest(example: ConverseExample): { path: string; body: JsonObject; asked: ConverseAsked } {
  const { model: name = 'amazon.nova-pro-v1:0', stream = false } = example;
  const id = name.includes('.') ? name : modelNamed(name).id;
  const offer = offers.find((candidate) => candidate.id === id);
  const model = converseModel(id);
  if (!offer || !model) throw new Error(`Converse has no model ${name}`);
  const reached = offer.scopes.includes('us') ? `us.${id}` : id;
  const body: JsonObject = JSON.parse(JSON.stringify({ messages: [hello], ...example.body }));
  return {
    path: `/model/${encodeURIComponent(reached)}/${stream ? 'converse-stream' : 'converse'}`,
    body,
    asked: { model, body, stream },
  };
}
