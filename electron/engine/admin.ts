import type { RunningEngine } from '../app/engine-life.ts';
import { ORIGIN } from '../security/scheme.ts';
import { answerOf } from './console.ts';

/** Goes on with another profile, or in another region. */
export function switchIdentity(engine: RunningEngine, change: { profile?: string; region?: string }): Promise<unknown> {
  return ask(engine, 'POST', 'identity', change);
}

/** Notes that the person has said yes to looking for updates. */
export function allowUpdates(engine: RunningEngine): Promise<unknown> {
  return ask(engine, 'PATCH', 'settings', { updates: { check: true } });
}

async function ask({ carry }: RunningEngine, method: string, path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return answerOf(
    Promise.resolve(
      carry(new Request(`${ORIGIN}/console/api/${path}`, { method, headers, body: JSON.stringify(body) })),
    ),
  );
}
