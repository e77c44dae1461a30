import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type AditError, toAditError } from '../../errors.ts';
import type { Exchange } from '../../log/exchange.ts';
import { embed, resolveEmbedding } from '../../routing/embed.ts';
import type { Router } from '../../routing/journey.ts';
import { abortedBy, hasLeft, readAsked } from '../answer.ts';
import { bytesOf, replyError, replyJson } from '../reply.ts';
import { errorBody } from './errors.ts';
import { parseBody } from './json-body.ts';
import { refused } from './refused.ts';

/** As many as OpenAI's API takes (https://platform.openai.com/docs/api-reference/embeddings/create). */
const MAX_TEXTS = 2048;

const Text = v.pipe(v.string(), v.nonEmpty('Text cannot be empty'));

const Request = v.looseObject({
  model: v.pipe(v.string(), v.nonEmpty()),
  input: v.union([Text, v.pipe(v.array(Text), v.nonEmpty(), v.maxLength(MAX_TEXTS))], (issue) =>
    Array.isArray(issue.input) && typeof issue.input[0] === 'number'
      ? 'Token ids mean nothing to other models: send text'
      : `Expected a text or up to ${MAX_TEXTS} of them, none empty`,
  ),
  encoding_format: v.optional(v.nullable(v.picklist(['float', 'base64'])), 'float'),
  dimensions: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Cohere's own; for documents where it is not said. */
  input_type: v.optional(v.string(), 'search_document'),
});

/** `POST /v1/embeddings` (https://platform.openai.com/docs/api-reference/embeddings). Never rejects: errors are answers. */
export async function postEmbeddings(
  router: Router,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  exchange: Exchange,
): Promise<void> {
  const leaving = abortedBy(outgoing);
  try {
    const request = read(await readAsked(incoming, exchange));
    exchange.asked = request.model.slice(0, 120);
    const { model, modelId } = resolveEmbedding(request.model, router.resolution);
    Object.assign(exchange, { served: modelId, region: router.resolution.region, surface: 'invoke' });
    const dimensions = request.dimensions ?? undefined;
    if (dimensions !== undefined && !model.dimensions.includes(dimensions)) throw wrongLength(model);
    const texts = typeof request.input === 'string' ? [request.input] : request.input;
    const options = { dimensions, inputType: request.input_type };
    const { vectors, tokens } = await embed(router, { model, modelId, texts, options }, exchange, leaving);
    exchange.usage.input = tokens;
    const encode = request.encoding_format === 'base64' ? base64Of : (vector: readonly number[]) => vector;
    const reply = bytesOf({
      object: 'list',
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
      model: request.model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
    replyJson(outgoing, exchange, 200, reply);
    exchange.recording?.message(reply);
  } catch (error) {
    if (leaving.aborted || hasLeft(incoming)) return;
    replyError(outgoing, exchange, toAditError(error), errorBody);
  }
}

function read(body: Buffer): v.InferOutput<typeof Request> {
  const result = v.safeParse(Request, parseBody(body));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const message = path === null ? issue.message : `${path}: ${issue.message}`;
  throw refused(`${message}.`);
}

function wrongLength({ id, dimensions }: { id: string; dimensions: readonly number[] }): AditError {
  const has = dimensions.length === 0 ? 'vectors of one length alone' : `vectors of ${dimensions.join(', ')} numbers`;
  return refused(`dimensions: ${id} has ${has}.`);
}

/** 32-bit floats, little-endian: what OpenAI's SDKs ask for unless told otherwise. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [at, number] of vector.entries()) bytes.writeFloatLE(number, at * 4);
  return bytes.toString('base64');
}
