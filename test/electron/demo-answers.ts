import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { AS_NODE } from '../support/run-adit.ts';

/**
 * Starts a built command line, asks its demo one thing, and ends it. With `history`, the request must be
 * in the history that the running program gives, and so in its thread's store.
 */
export async function demoAnswers(
  [program = '', ...first]: readonly string[],
  { history }: { history: boolean },
): Promise<void> {
  const person = mkdtempSync(join(tmpdir(), 'adit-person-'));
  const args = [...first, 'serve', '--port', '0', '--demo', '--json'];
  const { PATH, DISPLAY } = process.env;
  const env = { PATH, DISPLAY, ...AS_NODE, HOME: person, ADIT_SECRETS: 'file', AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(program, args, { cwd: person, env, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { url, key } = JSON.parse(line) as { url: string; key: string };
    const id = await ask(url, key);
    if (history) await isKept(id, url, join(person, '.adit'));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.equal((await ended)[0], 0);
  } finally {
    child.kill('SIGKILL');
    rmSync(person, { recursive: true, force: true });
  }
}

async function ask(url: string, key: string): Promise<string> {
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sonnet', max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /Adit demo/);
  return answer.headers.get('request-id') ?? '';
}

async function isKept(id: string, url: string, home: string): Promise<void> {
  const token = readFileSync(join(home, 'console-token'), 'utf8').trim();
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await fetch(`${url}/console/api/requests/${id}`, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status === 200) {
      const { row } = (await answer.json()) as { row: { id: string; status: number } };
      assert.deepEqual([row.id, row.status], [id, 200]);
      return;
    }
    assert.ok(Date.now() < deadline, `the history never had ${id}: ${answer.status}`);
    await delay(50);
  }
}
