import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { findIdentity } from '../../proxy/aws/profiles.ts';
import { type Engine, type EngineOptions, startEngine } from '../../proxy/engine.ts';
import type { Exchange } from '../../proxy/log/exchange.ts';
import { readSettings } from '../../proxy/settings/file.ts';
import { type Home, openHome } from '../../proxy/settings/home.ts';
import { parseSettings, type Settings } from '../../proxy/settings/settings.ts';
import { type StrictBedrock, type StrictOptions, startStrictBedrock } from '../bedrock/strict.ts';

export interface RoadOptions extends StrictOptions {
  settings?: Partial<Settings>;
  /** Further variables of the environment, over those of the strict Bedrock. */
  env?: Record<string, string>;
  /** Times that a test does not want to wait for. */
  times?: Pick<EngineOptions, 'pingAfterMs' | 'headersMs' | 'listAfterMs'>;
}

/** A client's whole road: an engine in this process, and the strict Bedrock behind it, on real sockets. */
export interface Road extends AsyncDisposable {
  readonly adit: Engine;
  readonly bedrock: StrictBedrock;
  readonly home: Home;
  /** Requests that have ended, in order. */
  readonly exchanges: Exchange[];
  /** The official SDK, without retries of its own. */
  readonly client: Anthropic;
  /** Posts JSON to /v1/messages, or another path, with the key. */
  post(body: unknown, options?: { path?: string; headers?: Record<string, string> }): Promise<Response>;
  /** Starts the engine anew on the same home. */
  restart(): Promise<void>;
}

/** A body that every model takes. */
export function question(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'claude-sonnet-4-6', max_tokens: 100, messages: [{ role: 'user', content: 'hello' }], ...parts };
}

/** Opens a road; `await using` closes it. */
export async function openRoad({ settings, env, times, ...strict }: RoadOptions = {}): Promise<Road> {
  const bedrock = await startStrictBedrock(strict);
  const folder = mkdtempSync(join(tmpdir(), 'adit-test-'));
  const home = openHome(folder, {});
  // The AWS SDK's providers read the process's own environment.
  Object.assign(process.env, bedrock.env);
  const variables = { ...bedrock.env, ...env };
  const exchanges: Exchange[] = [];
  const start = async () =>
    startEngine({
      home,
      // A history's thread is started by the tests that are about it.
      settings: parseSettings(
        { ...(readSettings(home) as object), port: 0, history: { enabled: false }, ...settings },
        'The test',
      ),
      identity: await findIdentity({ profile: undefined, region: settings?.region }, variables),
      env: variables,
      // As they are told: what is noted later is in no log.
      onExchange: (exchange) => exchanges.push({ ...exchange }),
      // What Bedrock is asked in the background is no test's own, but for those that wish it.
      listAfterMs: Number.POSITIVE_INFINITY,
      ...times,
    });
  let adit = await start();
  return {
    bedrock,
    home,
    exchanges,
    get adit() {
      return adit;
    },
    get client() {
      return new Anthropic({ baseURL: adit.url, apiKey: adit.key, maxRetries: 0 });
    },
    post(body, { path = '/v1/messages', headers = {} } = {}) {
      return fetch(`${adit.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': adit.key, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
    async restart() {
      await adit.close(0);
      adit = await start();
    },
    async [Symbol.asyncDispose]() {
      await adit.close(0);
      await bedrock.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The events of a stream of server-sent events, read to its end. */
export async function readEvents(response: Response): Promise<{ event: string; data: Record<string, unknown> }[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const event = /^event: (.*)$/m.exec(block)?.[1] ?? '';
      return { event, data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as Record<string, unknown> };
    });
}

/** The text of an answer's events. */
export function textOf(events: { data: Record<string, unknown> }[]): string {
  return events.map(({ data }) => (data.delta as { text?: string } | undefined)?.text ?? '').join('');
}

/** Waits until a condition holds; fails with its name after ten seconds. */
export async function until(name: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Never came true: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
