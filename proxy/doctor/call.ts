import { randomUUID } from 'node:crypto';
import { ClientRequest } from '../bedrock/client-request.ts';
import { readDenial } from '../bedrock/denial.ts';
import { LessonBook } from '../bedrock/lessons/lessons.ts';
import { AditError } from '../errors.ts';
import type { Exchange } from '../log/exchange.ts';
import { ask } from '../routing/dispatch.ts';
import type { Router } from '../routing/journey.ts';
import { MissingModels } from '../routing/missing-models.ts';
import { Patience } from '../routing/patience.ts';
import type { DoctorContext } from './context.ts';
import { describeDenials, mendDenials } from './denial.ts';
import type { Finding } from './finding.ts';
import { preferred, usableNames } from './names.ts';

const BASE = { id: 'call', title: 'Call' };

/** A real request for one token, on the road of all requests. */
export async function checkCall(context: DoctorContext): Promise<Finding[]> {
  if (!context.call)
    return [{ ...BASE, verdict: 'unknown', evidence: 'No model was called, as wished with --no-call.' }];
  const usable = preferred(await usableNames(context));
  if (!usable) {
    const mend =
      'Choose a region that has Claude models with --region NAME, or name another model under "aliases" in settings.json.';
    return [{ ...BASE, verdict: 'broken', evidence: 'There is no model here that tools ask for by default.', mend }];
  }
  const exchange = newExchange();
  try {
    const router = await openRouter(context);
    const answer = await ask(
      router,
      { request: questionFor(usable.name), signal: context.signal, mayRetry: () => true },
      exchange,
    );
    if (answer.kind === 'stream') answer.stream.abort();
    return [
      { ...BASE, verdict: 'ok', evidence: `A one-token call to ${exchange.served} took ${timeSince(exchange.start)}.` },
    ];
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    return [await explain(error, exchange, context)];
  }
}

async function explain({ message, type }: AditError, { served }: Exchange, context: DoctorContext): Promise<Finding> {
  const denial = readDenial(message);
  const evidence = `A one-token call to ${served ?? 'a model'} failed: ${denial ? describeDenials([denial]) : message}`;
  if (denial) return { ...BASE, verdict: 'broken', evidence, mend: mendDenials([denial], await context.identity()) };
  if (type === 'rate_limit_error' || type === 'overloaded_error') {
    const mend =
      'Wait a minute, and run adit doctor again; quotas are in the AWS console under Service Quotas, Amazon Bedrock.';
    return { ...BASE, verdict: 'warn', evidence, mend };
  }
  const mend = type === 'authentication_error' ? 'Renew the credentials, as AWS says below.' : mendFor(message);
  return { ...BASE, verdict: 'broken', evidence, mend };
}

interface Row {
  readonly message: RegExp;
  readonly mend: string;
}

const CONSOLE = 'in the AWS console under Amazon Bedrock, Model catalog';

/** The first row that fits; the last fits all. Sources of the words: error-map.ts. */
const ROWS: readonly Row[] = [
  {
    message: /use case details have not been submitted/i,
    mend: `Submit the use case details once for the account, ${CONSOLE}, any Anthropic model.`,
  },
  {
    message: /data retention/i,
    mend: 'Have an administrator set the data retention mode that the model asks for (PutAccountDataRetention).',
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
    message: /aws-marketplace/i,
    mend: 'Call the model once with a role that has aws-marketplace:Subscribe and aws-marketplace:ViewSubscriptions.',
  },
  { message: /don.t have access to the model/i, mend: `Ask for access to the model, ${CONSOLE}.` },
  { message: /^/, mend: "Read AWS's words below; adit models --access shows what the account has." },
];

function mendFor(message: string): string {
  return ROWS.find((row) => row.message.test(message))?.mend ?? message;
}

function questionFor(name: string): ClientRequest {
  const body = { model: name, max_tokens: 1, stream: true, messages: [{ role: 'user', content: 'Hi' }] };
  return new ClientRequest(Buffer.from(JSON.stringify(body)));
}

/** A router without a memory: what this call teaches is not kept. */
async function openRouter(context: DoctorContext): Promise<Router> {
  const missing = new MissingModels();
  return {
    upstream: await context.upstream(),
    lessons: new LessonBook(),
    missing,
    patience: new Patience(),
    resolution: { ...(await context.resolution()), isMissing: (modelId) => missing.has(modelId) },
    allowedBetas: [],
    failoverRegions: [],
    autoCache: false,
  };
}

function newExchange(): Exchange {
  return {
    id: `req_${randomUUID()}`,
    startedAt: Date.now(),
    start: performance.now(),
    method: 'POST',
    path: '/v1/messages',
    dialect: 'messages',
    client: 'adit-doctor',
    session: undefined,
    agent: undefined,
    parentAgent: undefined,
    replayOf: undefined,
    clientPort: undefined,
    status: 0,
    usage: {},
    retries: 0,
    failovers: 0,
    tries: [],
    notes: [],
  };
}

function timeSince(start: number): string {
  const ms = performance.now() - start;
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
