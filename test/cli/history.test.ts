import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { FilledStore } from '../history/read/filled.ts';
import { type Filling, NOON } from '../history/read/row-store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aditSays } from '../support/run-adit.ts';

/** In milliseconds: each test starts the program anew, several at the same time. */
vi.setConfig({ testTimeout: 60_000 });

const stores: FilledStore[] = [];

afterAll(() => {
  for (const store of stores.splice(0)) store.db.close();
});

/** A home whose history has these requests; its store stays open, as in an engine that runs. */
function homeWith(fillings: readonly Filling[], settings: object = {}): string {
  const home = temporaryFolder();
  const store = new FilledStore({ file: join(home, 'history.db') });
  stores.push(store);
  for (const filling of fillings) store.add(filling);
  writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
  return home;
}

const SAID: Filling = {
  id: 'req_abc1',
  request: { model: 'opus', messages: [{ role: 'user', content: 'How are you?' }] },
  answer: {
    role: 'assistant',
    content: [
      { type: 'text', text: 'Fine.\u001b[31m' },
      { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } },
    ],
  },
};

describe.concurrent('adit history', () => {
  test('--json prints every match, newest first, one object a line', async () => {
    const home = homeWith(Array.from({ length: 120 }, (_, at) => ({ costMicros: at === 119 ? null : 2_500_000 })));
    const { stdout, stderr, code } = await aditSays(['history', '--json', '--home', home]);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([code, stderr, lines.length]).toEqual([0, '', 120]);
    expect(lines.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, at) => `req_${120 - at}`));
    expect(lines[0].cost_usd).toBeNull();
    expect(lines[1]).toMatchObject({
      id: 'req_119',
      started_at: new Date(NOON + 119_000).toISOString(),
      session: null,
      client: 'claude-code',
      model: 'claude-opus-4-8',
      served_model: 'us.anthropic.claude-opus-4-8',
      region: 'us-east-1',
      status: 200,
      stop_reason: 'end_turn',
      input_tokens: 100,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: 10,
      cost_usd: 2.5,
      ttft_ms: 300,
      duration_ms: 1000,
      error: null,
    });
  });

  test('finds by fields and words, with a minus and in quotes, and no more than the limit', async () => {
    const home = homeWith([{ client: 'xcode', words: ['a quick fox'] }, { words: ['a fox quick'] }, {}]);
    const ids = async (...args: string[]) => {
      const { stdout } = await aditSays(['history', ...args, '--json', '--home', home]);
      return stdout
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).id);
    };
    expect(await ids('client:xcode')).toEqual(['req_1']);
    expect(await ids('-client:xcode')).toEqual(['req_3', 'req_2']);
    expect(await ids('fox', '-client:xcode')).toEqual(['req_2']);
    expect(await ids('"quick fox"')).toEqual(['req_1']);
    expect(await ids('--limit', '1')).toEqual(['req_3']);
    expect(await ids('model:nothing')).toEqual([]);
  });

  test('prints a table of 80 columns, and says what it leaves out', async () => {
    const long = {
      model: 'a-model-with-a-name-that-nobody-wants-to-read',
      client: 'a-client-with-a-long-name-as-well',
    };
    const home = homeWith([
      long,
      { status: 429, error: 'rate_limit_error' },
      { costMicros: null },
      { state: 'cut' },
      {},
    ]);
    const { stdout, stderr } = await aditSays(['history', '--limit', '4', '--home', home]);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^ID +AGO +CLIENT +MODEL +HTTP +IN .*COST/);
    expect(lines.length).toBe(4);
    expect(lines[1]).toContain(' cut ');
    expect(lines[2]).toContain('unpriced');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stderr).toBe('4 of 5: --limit shows more.\n');
    const all = await aditSays(['history', '--home', home]);
    expect(all.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(all.stdout).toContain('a-clie');
    expect(all.stdout).not.toContain('\u001b');
  });

  test.each([
    ['history', 'modle:opus'],
    ['history', '--jsn'],
    ['history', '--limit', '0'],
    ['history', '--out', 'file'],
    ['history', 'show', 'req_none'],
    ['history', '--export', 'csv', '--limit', '5'],
    ['cost', '--jsn'],
    ['cost', '--since', 'someday'],
    ['cost', '--by', 'moon'],
  ])('%s %s is refused with a reason', async (...args: string[]) => {
    const { code, stdout, stderr } = await aditSays([...args, '--home', homeWith([{}])]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /do you mean model|no option --jsn|no --limit|A limit is|Say --export|no request whose id|the time "someday"|Allowed choices/,
    );
  });

  test('without a store says that there is none yet, or that it is switched off', async () => {
    const nothing = await aditSays(['history', '--json', '--home', temporaryFolder()]);
    expect([nothing.code, nothing.stdout]).toEqual([0, '']);
    expect(nothing.stderr).toMatch(/^No history yet: requests are kept in .*history\.db once/);
    const home = temporaryFolder();
    writeFileSync(join(home, 'settings.json'), '{"history":{"enabled":false}}');
    const off = await aditSays(['cost', '--home', home]);
    expect([off.code, off.stdout]).toEqual([0, '']);
    expect(off.stderr).toMatch(/^No history: it is switched off in /);
    const show = await aditSays(['history', 'show', 'x', '--home', home]);
    expect([show.code, show.stdout]).toEqual([1, '']);
  });

  test('reads a store that nobody has open, and leaves nothing beside it', async () => {
    const home = temporaryFolder();
    const store = new FilledStore({ file: join(home, 'history.db') });
    store.add();
    store.db.close();
    const { stdout } = await aditSays(['history', '--json', '--home', home]);
    expect(JSON.parse(stdout).id).toBe('req_1');
    // What a program left that was killed: a log without its index.
    const killed = new FilledStore({ file: join(temporaryFolder(), 'history.db') });
    killed.add();
    const home2 = temporaryFolder();
    for (const name of ['history.db', 'history.db-wal']) {
      writeFileSync(join(home2, name), readFileSync(killed.file.replace('history.db', name)));
    }
    killed.db.close();
    const left = await aditSays(['history', '--json', '--home', home2]);
    expect(JSON.parse(left.stdout).id).toBe('req_1');
  });

  test('says so where a newer Adit wrote the store, or where it is none', async () => {
    const home = temporaryFolder();
    const db = new DatabaseSync(join(home, 'history.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    const newer = await aditSays(['history', '--home', home]);
    expect(newer.code).toBe(1);
    expect(newer.stderr).toMatch(/^adit: The history .* cannot be read: a newer Adit has written it\.\n$/);
    writeFileSync(
      join(home, 'history.db'),
      'this is no database, but it is long enough to be looked at as one'.repeat(50),
    );
    const none = await aditSays(['history', '--home', home]);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/cannot be read: file is not a database/);
  });

  test('ends quietly when its reader has enough', async () => {
    const home = homeWith(Array.from({ length: 2000 }, () => ({})));
    const child = spawn(process.execPath, ['proxy/adit.js', 'history', '--json', '--home', home], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stderr).toBe('');
  });
});

describe.concurrent('adit history show', () => {
  test('--json has what the client sent and the message that it got beside the figures', async () => {
    const home = homeWith([SAID]);
    for (const id of ['req_abc1', 'abc', 'req_a']) {
      const { stdout } = await aditSays(['history', 'show', id, '--json', '--home', home]);
      expect(JSON.parse(stdout)).toMatchObject({
        id: 'req_abc1',
        status: 200,
        request: SAID.request,
        response: SAID.answer,
      });
    }
  });

  test('--json spells what the client sent as it was spelled, on one line, whatever it was', async () => {
    const home = homeWith([
      { id: 'req_1', request: '{\n  "big": 12345678901234567890,\r\n  "small": 1.0, "text": "a\\nb"\n}' },
      { id: 'req_2', request: '{"model": broken' },
    ]);
    const { stdout } = await aditSays(['history', 'show', '1', '--json', '--home', home]);
    expect(stdout.trimEnd().split('\n').length).toBe(1);
    expect(stdout).toContain(
      '"request":{   "big": 12345678901234567890,   "small": 1.0, "text": "a\\nb" },"response":null}',
    );
    const broken = await aditSays(['history', 'show', '2', '--json', '--home', home]);
    expect(JSON.parse(broken.stdout).request).toBe('{"model": broken');
    const text = await aditSays(['history', 'show', '2', '--home', home]);
    expect(text.stdout).toMatch(/Request\n {4}\{"model": broken\n/);
  });

  test('tells people about it, with nothing that steers their terminal', async () => {
    const home = homeWith([
      {
        ...SAID,
        session: 'ses_1',
        costMicros: 1_234_567,
        cacheWrite1hTokens: 5000,
        notes: ['top_k dropped'],
        tools: ['Bash'],
      },
      { id: 'req_2', status: 529, error: 'overloaded_error', errorMessage: 'Try later', bodies: 'off' },
    ]);
    const { stdout } = await aditSays(['history', 'show', 'abc1', '--home', home]);
    expect(stdout).toContain('POST /v1/messages → 200');
    expect(stdout).toMatch(/Cost +\$1\.23/);
    expect(stdout).toMatch(/Tokens +100 fresh, 0 from the cache, 5,000 written to it \(5,000 for an\s+hour\), 10 out/);
    expect(stdout).toMatch(/Note +top_k dropped/);
    expect(stdout).toMatch(/New: 1 turn\n\n {2}user\n {4}How are you\?/);
    expect(stdout).toMatch(
      /Answer\n\n {2}assistant\n {4}Fine\.\?\[31m\n\n {2}assistant: calls Bash\n {4}\{"command":"ls"\}/,
    );
    expect(stdout).not.toContain('\u001b');
    const failed = await aditSays(['history', 'show', '2', '--home', home]);
    expect(failed.stdout).toMatch(/Error +overloaded_error Try later/);
    expect(failed.stdout).toContain('What was said is not kept: the settings say so.');
  });

  test('shows what is new in a request, and why the cache was not read', async () => {
    const turn = (words: string) => ({
      role: 'user',
      content: [{ type: 'text', text: words, cache_control: { type: 'ephemeral' } }],
    });
    const request = (system: string, words: string[]) => ({ system, messages: words.map(turn) });
    const home = homeWith([
      { request: request('Be kind.', ['First.']), cacheWrite5mTokens: 2000 },
      { request: request('Be brief.', ['First.', 'Second.']), previous: 'req_1', cacheWrite5mTokens: 2000 },
    ]);
    const { stdout } = await aditSays(['history', 'show', 'req_2', '--home', home]);
    expect(stdout).toMatch(/0% of the prompt read from it; broken: system\[0\] changed/);
    expect(stdout).toMatch(/New: 1 turn, after 1 that it goes on from\n\n {2}user\n {4}Second\./);
    expect(stdout).not.toContain('First.');
  });

  test('wants to know which, where an id is the beginning of several', async () => {
    const home = homeWith([{ id: 'req_aa' }, { id: 'req_ab' }]);
    const { code, stderr } = await aditSays(['history', 'show', 'a', '--home', home]);
    expect(code).toBe(1);
    expect(stderr).toBe('adit: 2 requests begin with "a": req_ab, req_aa\n');
  });
});

describe.concurrent('adit history --export', () => {
  test('writes a file that the person alone can read', async () => {
    const home = homeWith([SAID, {}]);
    const file = join(home, 'out.har');
    writeFileSync(file, 'old', { mode: 0o644 });
    const { code } = await aditSays(['history', '--export', 'har', '--out', file, '--home', home]);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8')).log.entries.length).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = await aditSays(['history', 'id:abc1', '--export', 'jsonl', '--home', home]);
    expect(JSON.parse(lines.stdout).request).toEqual(SAID.request);
  });

  test('says why it cannot write', async () => {
    const home = homeWith([{}]);
    mkdirSync(join(home, 'folder'));
    const { code, stderr } = await aditSays([
      'history',
      '--export',
      'csv',
      '--out',
      join(home, 'folder'),
      '--home',
      home,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^adit: EISDIR/);
    rmSync(join(home, 'folder'), { recursive: true });
  });
});

describe.concurrent('adit cost', () => {
  const fillings: Filling[] = [
    { startedAt: new Date(2026, 10, 1, 10).getTime(), costMicros: 1_500_000, savedMicros: 250_000 },
    { startedAt: new Date(2026, 10, 2, 10).getTime(), costMicros: 500_000, client: 'xcode' },
    { startedAt: new Date(2026, 10, 2, 10).getTime(), costMicros: null, servedModel: 'unheard.of', client: 'xcode' },
  ];

  test('adds up by day, with a sum, what nobody knows the price of, and what was saved', async () => {
    const { stdout } = await aditSays(['cost', '--home', homeWith(fillings)]);
    expect(stdout).toMatch(/^DAY +REQUESTS/);
    expect(stdout).toMatch(/^2026-11-02 +2 .*\$0\.5000 \+$/m);
    expect(stdout).toMatch(/^2026-11-01 +1 .*\$1\.50 +\$0\.2500$/m);
    expect(stdout).toMatch(/^total +3 .*\$2\.00 \+ +\$0\.2500$/m);
    expect(stdout).toContain('1 request is unpriced');
    expect(stdout).toContain('saved $0.2500');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('--json prints one object a line, and no price where there is none', async () => {
    const home = homeWith(fillings);
    const lines = async (...args: string[]) => {
      const { stdout } = await aditSays(['cost', ...args, '--json', '--home', home]);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    expect(await lines('--by', 'model')).toMatchObject([
      { by: 'model', group: 'claude-opus-4-8', requests: 2, unpriced: 0, cost_usd: 2, saved_usd: 0.25 },
      { group: 'unheard.of', requests: 1, unpriced: 1, cost_usd: null, saved_usd: null },
    ]);
    expect(await lines('--by', 'client', '--since', '2026-11-02')).toMatchObject([
      { group: 'xcode', requests: 2, unpriced: 1, cost_usd: 0.5, input_tokens: 200, output_tokens: 20 },
    ]);
  });

  test('has the days of the time zone of the machine, also where a day has 25 hours', async () => {
    const times = ['2026-11-01T03:59:00Z', '2026-11-01T04:00:00Z', '2026-11-02T04:59:00Z', '2026-11-02T05:00:00Z'];
    const home = homeWith(times.map((time) => ({ startedAt: Date.parse(time), costMicros: 1_000_000 })));
    const days = async (...args: string[]) => {
      const env = { TZ: 'America/New_York' };
      const { stdout } = await aditSays(['cost', ...args, '--json', '--home', home], { env });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ group, requests }) => [group, requests]);
    };
    const all = [
      ['2026-11-02', 1],
      ['2026-11-01', 2],
      ['2026-10-31', 1],
    ];
    expect(await days()).toEqual(all);
    expect(await days('--since', '2026-11-01')).toEqual(all.slice(0, 2));
    expect(await days('until:2026-11-01')).toEqual(all.slice(1));
  });
});
