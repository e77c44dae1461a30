import type { IncomingHttpHeaders } from 'node:http';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { validator } from 'hono/validator';
import * as v from 'valibot';
import type { Env } from '../api/handlers.ts';
import { otherSources } from '../aws/profiles.ts';
import type { SignInDesk } from '../aws/sign-in-desk.ts';
import { listWithSignIn } from '../aws/sign-in-state.ts';
import { PersonNeeded } from '../aws/sources/person-needed.ts';
import { AditError, reason, toAditError } from '../errors.ts';
import type { ControlEvents } from './events.ts';
import type { SignIns } from './sign-ins.ts';
import type { Status } from './status.ts';

/** Where the control API is, on the address that clients use. */
export const CONSOLE_PATH = '/console';

export interface ControlOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly status: () => Promise<Status>;
  readonly desk: SignInDesk;
  readonly signIns: SignIns;
  readonly events: ControlEvents;
  /** Throws AditError (401) for a request without the token. */
  readonly checkToken: (headers: IncomingHttpHeaders) => void;
}

/** How often a stream of events says that it is still there, in milliseconds. */
const BEAT_MS = 15_000;

const SignInBody = v.object({ method: v.optional(v.picklist(['browser', 'device']), 'browser') });
const CodeBody = v.object({ code: v.pipe(v.string(), v.trim(), v.regex(/^\d{6}$/, 'A code has six digits.')) });

/** The control API, for a person's own screens and commands. All of it wants the console's token. */
export function createControlApp({ env, status, desk, signIns, events, checkToken }: ControlOptions) {
  const app = new Hono<Env>().basePath(CONSOLE_PATH);
  app.use(async (c, next) => {
    checkToken(c.env.incoming.headers);
    await next();
  });
  app.onError((error, c) => {
    const told = error instanceof HTTPException ? invalid('The body is not JSON.') : toAditError(error);
    const body = { error: { type: told.type, message: told.message } };
    return c.json(body, told.status as ContentfulStatusCode);
  });
  app.notFound((c) => c.json({ error: { type: 'not_found_error', message: 'The console has no such route.' } }, 404));
  return app
    .get('/api/status', async (c) => c.json(await status()))
    .get('/api/profiles', async (c) => c.json({ profiles: await listWithSignIn(env), others: otherSources(env) }))
    .post('/api/sign-in', bodyOf(SignInBody), async (c) => c.json(await signIns.start(c.req.valid('json').method)))
    .delete('/api/sign-in', (c) => {
      signIns.cancel();
      return c.body(null, 204);
    })
    .post('/api/sign-in/mfa', bodyOf(CodeBody), async (c) => {
      await desk.giveMfaCode(c.req.valid('json').code).catch((error: unknown) => {
        throw invalid(error instanceof PersonNeeded ? `${error.message}.` : reason(error));
      });
      return c.json(await status());
    })
    .get('/api/events', (c) => streamSSE(c, (stream) => tellEvents(stream, events, status)));
}

/** What Hono's client of the control API is typed by. */
export type ControlApp = ReturnType<typeof createControlApp>;

/** First how things are, then what happens, until either side ends. */
async function tellEvents(
  stream: SSEStreamingApi,
  events: ControlEvents,
  status: ControlOptions['status'],
): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const send = (event: string, data: unknown) => void stream.writeSSE({ event, data: JSON.stringify(data) });
  const silence = events.listen(({ type, ...rest }) => send(type, rest));
  const beat = setInterval(() => send('ping', {}), BEAT_MS);
  stream.onAbort(end);
  events.closed.addEventListener('abort', end);
  send('status', await status());
  await over;
  events.closed.removeEventListener('abort', end);
  clearInterval(beat);
  silence();
}

function bodyOf<Schema extends v.GenericSchema>(schema: Schema) {
  return validator('json', (body): v.InferOutput<Schema> => {
    const read = v.safeParse(schema, body);
    if (read.success) return read.output;
    throw invalid(read.issues.map((issue) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`).join('. '));
  });
}

function invalid(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}
