import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Carrier } from './answer.ts';
import { invokeBody, messagesBody } from './bodies.ts';
import { type Child, startChild } from './child.ts';
import { Client, type Target } from './client.ts';
import type { Load, Observation } from './load.ts';

/** The addresses of the stand-in for Bedrock. */
export interface Upstream {
  url: string;
  http2Url: string;
}

/** Something that is measured, while it runs. */
export interface Subject {
  /** Its process, or undefined where there is none besides the benchmark's own. */
  pid: number | undefined;
  run(load: Load): Promise<Observation>;
  /** The events of one answer, where they can be seen. */
  events?(bodyBytes: number): Promise<string[]>;
  stop(): Promise<void>;
}

/** What is measured, and what it is measured against. */
export interface Definition {
  name: string;
  label: string;
  /** What the same client sees without a proxy: as frames, or as server-sent events. */
  baseline: Carrier;
  start(upstream: Upstream): Promise<Subject>;
}

/** The model whose requests take the InvokeModel surface, as those of the floors do. */
const INVOKE_MODEL = 'claude-sonnet-4-6';
/** The model whose requests take the Messages surface, where events are relayed and not made. */
const MESSAGES_MODEL = 'claude-opus-5-5';

const MODEL_PATH = `/model/us.anthropic.${INVOKE_MODEL}/invoke-with-response-stream`;

/** Everything that is measured, in the order of the table. */
export const DEFINITIONS: Definition[] = [
  { name: 'direct-frames', label: 'direct, InvokeModel surface', baseline: 'frames', start: direct('frames') },
  { name: 'direct-sse', label: 'direct, Messages surface', baseline: 'sse', start: direct('sse') },
  { name: 'pass-through', label: 'floor: bare pipe, nothing signed', baseline: 'frames', start: floor('pass-through') },
  { name: 'cut', label: 'floor: signed, fields cut from the bytes', baseline: 'frames', start: floor('cut') },
  { name: 'parse-hono', label: 'floor: signed, body parsed, Hono', baseline: 'frames', start: floor('parse-hono') },
  { name: 'adit-invoke', label: '**Adit**, InvokeModel surface', baseline: 'frames', start: adit(INVOKE_MODEL) },
  { name: 'adit-messages', label: '**Adit**, Messages surface', baseline: 'sse', start: adit(MESSAGES_MODEL) },
  {
    name: 'adit-invoke-alone',
    label: 'Adit without a history, InvokeModel surface',
    baseline: 'frames',
    start: adit(INVOKE_MODEL, { history: { enabled: false } }),
  },
  {
    name: 'adit-messages-alone',
    label: 'Adit without a history, Messages surface',
    baseline: 'sse',
    start: adit(MESSAGES_MODEL, { history: { enabled: false } }),
  },
  {
    name: 'sdk-keep-alive',
    label: 'AWS SDK, no proxy, keep-alive HTTP/1.1',
    baseline: 'frames',
    start: sdk('keep-alive'),
  },
  { name: 'sdk-default', label: 'AWS SDK, no proxy, as it comes', baseline: 'frames', start: sdk('default') },
];

/** Credentials that nobody checks, and no look at the machine's own. */
const AWS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function direct(carrier: Carrier): Definition['start'] {
  return async ({ url }) => {
    const path = carrier === 'sse' ? '/anthropic/v1/messages' : MODEL_PATH;
    const body = carrier === 'sse' ? (bytes: number) => messagesBody(bytes, MESSAGES_MODEL) : invokeBody;
    return overHttp(undefined, { url: url + path, headers: {}, carrier, body });
  };
}

function floor(name: string): Definition['start'] {
  return async ({ url }) => {
    const child = await startChild<{ url: string }>([script(`./floors/${name}.ts`)], environment(url));
    // The bare pipe understands nothing: it must be given what the upstream takes, and gives what the upstream gives.
    const piped = name === 'pass-through';
    const body = piped ? invokeBody : (bytes: number) => messagesBody(bytes, INVOKE_MODEL);
    const target = { url: `${child.ready.url}/v1/messages`, headers: {}, body };
    return overHttp(child, { ...target, carrier: piped ? 'frames' : 'sse' });
  };
}

function adit(model: string, settings: object = {}): Definition['start'] {
  return async ({ url }) => {
    const home = await mkdtemp(join(tmpdir(), 'adit-bench-'));
    await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
    const args = [script('../../proxy/adit.js'), 'serve', '--port', '0', '--json', '--home', home];
    const env = { ...environment(url), HOME: home };
    const child = await startChild<{ url: string; key: string }>(args, env);
    const headers = { 'x-api-key': child.ready.key };
    const body = (bytes: number) => messagesBody(bytes, model);
    const subject = overHttp(child, { url: `${child.ready.url}/v1/messages`, headers, carrier: 'sse', body });
    const stop = async () => {
      await subject.stop();
      await rm(home, { recursive: true, force: true });
    };
    return { ...subject, stop };
  };
}

function sdk(mode: 'default' | 'keep-alive'): Definition['start'] {
  return async ({ url, http2Url }) => {
    const env = environment(mode === 'default' ? http2Url : url);
    const child = await startChild<unknown>([script('./floors/sdk-direct.ts'), mode], env);
    return { pid: child.pid, run: async (load) => (await child.ask(load)) as Observation, stop: child.stop };
  };
}

function overHttp(child: Child<unknown> | undefined, target: Target): Subject {
  const client = new Client(target);
  return {
    pid: child?.pid,
    run: (load) => client.run(load),
    events: (bodyBytes) => client.events(bodyBytes),
    stop: async () => {
      client.close();
      await child?.stop();
    },
  };
}

function environment(endpoint: string): Record<string, string> {
  return { ...AWS, AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoint };
}

function script(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
