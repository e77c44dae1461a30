import type { MiddlewareHandler } from 'hono';
import { validator } from 'hono/validator';
import * as v from 'valibot';
import { MAX_BODY } from '../api/body.ts';
import { AditError } from '../errors.ts';

/** What a route's validation adds to its types: what callers give, and what the route gets of it. */
type Validation<Target extends string, Schema extends v.GenericSchema> = MiddlewareHandler<
  // biome-ignore lint/suspicious/noExplicitAny: Hono infers the environment of a route only through `any`.
  any,
  string,
  { in: { [K in Target]: v.InferInput<Schema> }; out: { [K in Target]: v.InferOutput<Schema> } }
>;

/** Reads a JSON body by a schema. Throws AditError: 400 that names the field, 413 for more than MAX_BODY bytes. */
export function bodyOf<Schema extends v.GenericSchema>(schema: Schema): Validation<'json', Schema> {
  return async (c, next) => {
    c.req.addValidatedData('json', read(schema, await readJson(c.req.raw), 'the body') as object);
    await next();
  };
}

/** Reads the query of an address by a schema over its texts. Throws AditError (400) that names the field. */
export function queryOf<Schema extends v.GenericSchema>(schema: Schema): Validation<'query', Schema> {
  return validator('query', (query) => read(schema, query, 'the query')) as Validation<'query', Schema>;
}

/** A whole number of at least `least` in a query. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'A whole number is expected.'),
    v.transform(Number),
    v.minValue(least),
    v.maxValue(most),
  );
}

/** 400: what was sent cannot be used. */
export function invalid(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}

/** 404. */
export function missing(message: string): AditError {
  return new AditError('not_found_error', message, { shouldRetry: false });
}

async function readJson({ body }: Request): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) throw new AditError('request_too_large', `The body has more than ${MAX_BODY / 1024 ** 2} MB.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw invalid('The body is not JSON.');
  }
}

function read<Schema extends v.GenericSchema>(schema: Schema, given: unknown, name: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  throw invalid(result.issues.map((issue) => `${v.getDotPath(issue) ?? name}: ${issue.message}`).join('. '));
}
