import { expect, test } from 'vitest';
import { openRoad, question } from '../../support/road.ts';

test('a guardrail is a matter of InvokeModel: its headers go there, signed', async () => {
  await using road = await openRoad();
  const headers = { 'x-amzn-bedrock-guardrailidentifier': 'gr-1', 'x-amzn-bedrock-guardrailversion': 'DRAFT' };
  const response = await road.post(question({ model: 'opus' }), { headers });
  expect(response.status).toBe(200);
  const call = road.bedrock.stats.calls.at(-1);
  expect(call?.operation).toBe('invoke');
  expect(call?.headers).toMatchObject(headers);
  expect(call?.headers.authorization).toContain('x-amzn-bedrock-guardrailidentifier');
});

test('flags and API version of the client go along as the surface wants them', async () => {
  await using road = await openRoad();
  const headers = { 'anthropic-beta': 'context-1m-2025-08-07, effort-2025-11-24', 'anthropic-version': '2026-10-21' };
  await road.post(question({ model: 'opus' }), { headers });
  const messages = road.bedrock.stats.calls.at(-1);
  expect(messages?.headers['anthropic-beta']).toBe('context-1m-2025-08-07,effort-2025-11-24');
  expect(messages?.headers['anthropic-version']).toBe('2026-10-21');
  await road.post(question({ model: 'claude-opus-4-6' }), { headers });
  const invoke = road.bedrock.stats.calls.at(-1);
  expect(invoke?.body).toMatchObject({
    anthropic_version: 'bedrock-2023-05-31',
    anthropic_beta: ['context-1m-2025-08-07', 'effort-2025-11-24'],
  });
});

test('nothing of the client but what Bedrock should know goes upstream', async () => {
  await using road = await openRoad();
  const headers = { cookie: 'a=b', 'x-stainless-lang': 'js', 'x-claude-code-session-id': 'session-1' };
  await road.post(question(), { headers });
  const sent = road.bedrock.stats.calls.at(-1);
  expect(Object.keys(sent?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
  expect(JSON.stringify(sent?.headers)).not.toContain(road.adit.key);
  expect(sent?.headers['user-agent']).toMatch(/^adit\//);
  expect(road.exchanges.at(-1)).toMatchObject({ session: 'session-1' });
});
