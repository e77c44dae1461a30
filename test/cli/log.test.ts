import { describe, expect, test } from 'vitest';
import { exceptionAfter, failures } from '../bedrock/scenarios.ts';
import { startStrictBedrock } from '../bedrock/strict.ts';
import { question } from '../support/road.ts';
import { ask, type ReadyLine, runAdit } from '../support/run-adit.ts';

/** Words that are nowhere but in prompts and answers. */
const SECRET = 'Wanderfalke-7391';

describe.concurrent('the log', () => {
  test('as JSON has one object a line for each request, with every figure that is known', async () => {
    const lines = await logOf('json', async (ready) => {
      await (await ask(ready, prompt({ stream: true }), { 'user-agent': 'claude-cli/2.1.329 (external, cli)' })).text();
    });
    const [line] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      request_id: expect.stringMatching(/^req_/),
      upstream_request_id: expect.any(String),
      client: 'claude-cli/2.1.329',
      method: 'POST',
      path: '/v1/messages',
      model: 'claude-sonnet-4-6',
      served_model: 'us.anthropic.claude-sonnet-4-6',
      region: 'us-east-1',
      surface: 'invoke',
      status: 200,
      stop_reason: 'end_turn',
      input_tokens: 12,
      output_tokens: 7,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      ttft_ms: expect.any(Number),
      duration_ms: expect.any(Number),
      retries: 0,
      notes: [],
    });
  });

  test('for people has one line for each request', async () => {
    const lines = await logOf('human', async (ready) => {
      await (await ask(ready, prompt({ stream: true }))).text();
      await ask(ready, {});
      await ask(ready, prompt({ model: 'nobody-knows' }));
    });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d 200 \S+ claude-sonnet-4-6 → us\.anthropic\.claude-sonnet-4-6 us-east-1 in 12 out 7 first \d+\.\d\ds of \d+\.\d\ds$/,
    );
    expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d 400 \S+ POST \/v1\/messages .*invalid_request_error$/);
    expect(lines[2]).toMatch(/^\d\d:\d\d:\d\d 404 \S+ nobody-knows → \? .*not_found_error$/);
  });

  test('a name that a client makes up cannot write lines of its own, nor colour them', async () => {
    const lines = await logOf('human', async (ready) => {
      for (const model of ['x\n12:00:00 200 forged', '\x1b[31mred\x1b[0m', 'claude-opus-9\r\nforged', '\x9b31mred']) {
        await ask(ready, prompt({ model }));
      }
    });
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
  });

  for (const format of ['human', 'json'] as const) {
    test(`as ${format} holds no prompt, no answer and no key, whatever happens`, async () => {
      const bad = [
        `{"model":"${SECRET}`,
        `{"messages":["${SECRET}"],"model":"opus","stream":[,"${SECRET}"]}`,
        `"${SECRET}"`,
      ];
      await logOf(format, async (ready, bedrock) => {
        await (await ask(ready, prompt({ stream: true }))).text();
        await (await ask(ready, prompt())).text();
        for (const body of bad) {
          await fetch(`${ready.url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': ready.key }, body });
        }
        await fetch(`${ready.url}/v1/messages/count_tokens`, {
          method: 'POST',
          headers: { 'x-api-key': ready.key },
          body: JSON.stringify(prompt()),
        });
        bedrock.scenario(failures(1, 400, 'ValidationException', `messages.0: ${SECRET} is not allowed`));
        await ask(ready, prompt());
        bedrock.scenario(exceptionAfter(3, 'validationException', SECRET));
        await (await ask(ready, prompt({ stream: true }))).text();
        bedrock.scenario(() => [{ raw: Buffer.from(`{"message":"${SECRET}"`) }]);
        await (await ask(ready, prompt())).text();
        await ask({ ...ready, key: `wrong-${SECRET}` }, prompt());
        await fetch(`${ready.url}/${ready.key.slice(0, 3)}`, { headers: { authorization: `Bearer ${ready.key}` } });
      });
    });
  }
});

function prompt(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return question({ messages: [{ role: 'user', content: `Say ${SECRET}` }], system: SECRET, ...parts });
}

type Bedrock = Awaited<ReturnType<typeof startStrictBedrock>>;

/** The lines of a log, whose whole text is searched for what may never be in it. */
async function logOf(
  format: 'human' | 'json',
  work: (ready: ReadyLine, bedrock: Bedrock) => Promise<void>,
): Promise<string[]> {
  const bedrock = await startStrictBedrock();
  await using run = runAdit(['serve', '--port', '0', '--json', '--log-format', format], { env: bedrock.env });
  const ready = await run.ready();
  await work(ready, bedrock);
  run.child.kill('SIGTERM');
  await run.ended;
  await bedrock.close();
  const text = run.stderr();
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(ready.key);
  for (const secret of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) expect(text).not.toContain(bedrock.env[secret]);
  return text.split('\n').filter(Boolean);
}
