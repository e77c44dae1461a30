import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/road.ts';
import { aditSays, ask, type Run, runAdit } from '../support/run-adit.ts';

describe('the console in a browser', () => {
  test('serve --open leads the browser there with the token, which is in no command line and in no log', async () => {
    const browser = recordingBrowser();
    await using run = runAdit(['serve', '--port', '0', '--demo', '--json', '--open'], { env: browser.env });
    const ready = await run.ready();
    const token = tokenOf(run);
    await until('the browser was opened', () => existsSync(browser.done));
    const [address = '', ...others] = readFileSync(browser.argv, 'utf8').trim().split('\n');
    expect(others).toEqual([]);
    expect(address).toMatch(/^file:\/\//);
    const file = fileURLToPath(address);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(`location.replace("${ready.console}#token=${token}")`);
    const processes = readFileSync(browser.processes, 'utf8');
    expect(processes).toContain(address);
    expect(processes).not.toContain(token);
    expect((await ask(ready, { model: 'none' })).status).toBe(400);
    expect((await fetch(`${ready.console}api/status`, { headers: bearer(token) })).status).toBe(200);
    run.child.kill('SIGTERM');
    await run.ended;
    expect(run.stdout() + run.stderr()).not.toContain(token);
    expect(existsSync(file)).toBe(false);
  });

  test('the line for programs names the address and the file of the token, and not the token', async () => {
    await using run = runAdit(['serve', '--port', '0', '--demo', '--json']);
    const ready = await run.ready();
    expect(ready.console).toBe(`${ready.url}/console/`);
    expect(ready.console_token_file).toBe(join(run.homeFolder, '.adit', 'console-token'));
    expect(run.stdout()).not.toContain(tokenOf(run));
  });

  test('into a pipe, a start says how to open it, and no token', async () => {
    await using run = runAdit(['serve', '--port', '0', '--demo']);
    const text = await run.printed(/Ctrl-C/);
    expect(text).toMatch(
      /Window: http:\/\/127\.0\.0\.1:\d+\/console\/\n {2}"npm run adit -- open --port \d+" opens it/,
    );
    expect(text).not.toContain(tokenOf(run));
  });

  test('adit open opens the one of the Adit that is running, or prints its address', async () => {
    const browser = recordingBrowser();
    await using run = runAdit(['serve', '--port', '0', '--demo', '--json']);
    const { console, url } = await run.ready();
    const home = join(run.homeFolder, '.adit');
    const at = ['--home', home, '--port', new URL(url).port];
    const env = { ...browser.env, HOME: run.homeFolder };
    expect(await aditSays(['open', ...at], { env })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    await until('the browser was opened', () => existsSync(browser.done));
    const file = fileURLToPath(readFileSync(browser.argv, 'utf8').trim());
    expect(readFileSync(file, 'utf8')).toContain(`${console}#token=${tokenOf(run)}`);
    expect(readFileSync(browser.processes, 'utf8')).not.toContain(tokenOf(run));
    const printed = await aditSays(['open', '--print', ...at], { env });
    expect(printed).toMatchObject({ code: 0, stdout: `${console}#token=${tokenOf(run)}\n` });
  });

  test('adit open says what to do where no Adit runs, and where no browser is to be had', async () => {
    const home = temporaryFolder();
    const none = await aditSays(['open', '--home', home, '--port', '9']);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/^adit: No Adit is listening on port 9: .*adit serve --open.*\n$/);
    await using run = runAdit(['serve', '--port', '0', '--demo', '--json']);
    const { url } = await run.ready();
    const at = ['--home', join(run.homeFolder, '.adit'), '--port', new URL(url).port];
    for (const env of [
      { SSH_CONNECTION: 'a b c d' },
      { ADIT_BROWSER: '/nonexistent/browser' },
      { ADIT_BROWSER: 'false' },
    ]) {
      const { code, stderr } = await aditSays(['open', ...at], { env });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^adit: No browser could be opened here\. "adit open --print" prints the address/);
    }
  });

  test('a browser that cannot be opened does not end serve --open', async () => {
    await using run = runAdit(['serve', '--port', '0', '--demo', '--json', '--open'], {
      env: { ADIT_BROWSER: 'false' },
    });
    const ready = await run.ready();
    await run.printed(/No browser could be opened here/);
    expect((await ask(ready, { model: 'none' })).status).toBe(400);
  });
});

function tokenOf({ homeFolder }: Run): string {
  return readFileSync(join(homeFolder, '.adit', 'console-token'), 'utf8').trim();
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** A browser that writes down what it was given, and what every user of the machine can see meanwhile. */
function recordingBrowser() {
  const folder = temporaryFolder();
  const [script, argv, processes, done] = ['browser', 'argv', 'ps', 'done'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$@" > ${argv}\nps -eww -o args > ${processes}\ntouch ${done}\n`);
  chmodSync(script, 0o700);
  return { env: { ADIT_BROWSER: script }, argv, processes, done };
}
