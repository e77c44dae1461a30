import { expect, test } from 'vitest';
import { createCarrier } from '../../electron/security/carrier.ts';
import { until } from '../support/road.ts';
import { openShell } from './opened-shell.ts';

const API = 'adit://app/console/api';

test('the screens reach the control app without a port and without a token', async () => {
  await using shell = await openShell();
  const answer = await shell.standIn.session.fetch(`${API}/status`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ url: shell.engine.url, on: true, demo: true });
  const page = await shell.standIn.session.fetch('adit://app/console/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).not.toContain(shell.engine.console.token);
});

test('a body is carried, and an answer in JSON comes back', async () => {
  await using shell = await openShell();
  const answer = await shell.standIn.session.fetch(`${API}/power`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ on: false }),
  });
  expect(await answer.json()).toMatchObject({ on: false });
  expect(shell.engine.isOn).toBe(false);
});

test('events stream as they happen, and end when the page goes', async () => {
  await using shell = await openShell();
  const left = new AbortController();
  const answer = await shell.standIn.session.fetch(`${API}/events`, { signal: left.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = async () => {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) return;
      text += piece.value;
    }
  };
  const over = read().catch(() => {});
  await until('the status has come', () => text.includes('event: status'));
  expect(text).not.toContain('event: power');
  shell.engine.setOn(false);
  await until('the change has come', () => text.includes('event: power\ndata: {"on":false}'));
  left.abort();
  await reader?.cancel().catch(() => {});
  await over;
  // Whoever has left is told nothing more, and that is no error.
  shell.engine.setOn(true);
});

test('nothing is carried for another origin, another host, or before there is an engine', async () => {
  const carried: string[] = [];
  const control = (request: Request) => {
    carried.push(request.url);
    return new Response('carried');
  };
  const carry = createCarrier(() => control);
  const statuses = [
    new Request('adit://app/console/'),
    new Request('adit://app/console/', { headers: { origin: 'adit://app' } }),
    new Request('adit://app/console/', { headers: { origin: 'https://evil.example' } }),
    new Request('adit://app/console/', { headers: { origin: 'null' } }),
    new Request('adit://other/console/'),
    new Request('https://app/console/'),
  ].map(async (request) => (await carry(request)).status);
  expect(await Promise.all(statuses)).toEqual([200, 200, 403, 403, 403, 403]);
  expect(carried).toHaveLength(2);
  expect((await createCarrier(() => undefined)(new Request('adit://app/console/'))).status).toBe(503);
});

test('a token that a page makes up is replaced', async () => {
  await using shell = await openShell();
  const headers = { authorization: 'Bearer made-up' };
  expect((await shell.standIn.session.fetch(`${API}/status`, { headers })).status).toBe(200);
});
