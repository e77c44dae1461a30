import { expect } from 'vitest';
import { startBedrock } from '../../proxy/demo/server.ts';
import { answer } from '../bedrock/scenarios.ts';
import { openRoad, question, type Road, type RoadOptions } from './road.ts';

/** How long an answer may take, in milliseconds. */
const DEADLINE = 3000;

/** A road to a Bedrock that takes anything that is JSON, so that what else refuses a body, or breaks on it, is Adit. */
export async function openForgivingRoad(settings: RoadOptions['settings'] = {}): Promise<Road> {
  const bedrock = await startBedrock({
    judge: ({ malformed }) =>
      malformed ? { status: 400, type: 'ValidationException', message: 'No JSON' } : undefined,
    play: answer(),
  });
  const road = await openRoad({ settings, env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url } });
  const close = road[Symbol.asyncDispose];
  return Object.assign(road, {
    async [Symbol.asyncDispose]() {
      await close.call(road);
      await bedrock.close();
    },
  });
}

/** 200, or an error of the client's in Anthropic's shape, in time. */
export async function expectAnswer(road: Road, body: string, hint = body, path = '/v1/messages'): Promise<void> {
  const response = await fetch(`${road.adit.url}${path}`, {
    method: 'POST',
    headers: {
      'x-api-key': road.adit.key,
      'anthropic-beta': 'context-management-2025-06-27,advanced-tool-use-2025-11-20',
    },
    body,
    signal: AbortSignal.timeout(DEADLINE),
  });
  const text = await response.text();
  const shown = `${hint.slice(0, 300)}\n→ ${response.status} ${text.slice(0, 500)}`;
  if (response.status === 200) return;
  expect(response.status, shown).toBeGreaterThanOrEqual(400);
  expect(response.status, shown).toBeLessThan(500);
  expect(JSON.parse(text), shown).toMatchObject({
    type: 'error',
    error: { type: expect.stringMatching(/_error$|^request_too_large$/), message: expect.stringMatching(/./) },
  });
}

/** Adit goes on after whatever came before. */
export async function expectStillThere(road: Road): Promise<void> {
  expect((await road.post(question())).status).toBe(200);
}
