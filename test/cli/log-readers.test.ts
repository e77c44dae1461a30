import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { question } from '../support/road.ts';

/** Starts the demo with its log going to `stderr`, asks three times, and says how it went. */
async function askThreeTimes(stderr: 'pipe' | number, breakIt: (adit: ReturnType<typeof spawn>) => void) {
  const home = mkdtempSync(join(tmpdir(), 'adit-test-'));
  const args = ['proxy/adit.js', 'serve', '--demo', '--port', '0', '--json', '--home', home];
  const adit = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', stderr] });
  try {
    const lines = createInterface({ input: adit.stdout as NodeJS.ReadableStream });
    const [line] = (await once(lines, 'line')) as [string];
    const { url, key } = JSON.parse(line) as { url: string; key: string };
    breakIt(adit);
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const headers = { 'x-api-key': key, 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(question()) });
      await response.text();
      statuses.push(response.status);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    adit.kill('SIGTERM');
    const [code] = (await once(adit, 'exit')) as [number];
    return { statuses, code };
  } finally {
    adit.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}

test('a reader of the log that is gone ends nothing', async () => {
  const { statuses, code } = await askThreeTimes('pipe', (adit) => adit.stderr?.destroy());
  expect([statuses, code]).toEqual([[200, 200, 200], 0]);
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full ends nothing (needs /dev/full)', async () => {
  const { statuses, code } = await askThreeTimes(openSync('/dev/full', 'w'), () => {});
  expect([statuses, code]).toEqual([[200, 200, 200], 0]);
});
