import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BedrockCall, JsonObject } from '../../proxy/demo/call.ts';
import {
  answer,
  conversation,
  helloText,
  type Scenario,
  steps,
  throttle,
  toolLoop,
  toolUse,
} from '../bedrock/scenarios.ts';
import { startAdit } from '../support/adit-process.ts';
import { type ClaudeCodeRun, drawClaudeCode, installClaudeCode, runClaudeCode } from './claude-code.ts';
import { asked, expectNoRefusals, openRoad, type Road } from './road.ts';

beforeAll(installClaudeCode);

describe('Claude Code through Adit to Bedrock', () => {
  test('prints a plain answer', async () => {
    await using road = await openRoad();
    const run = await runClaudeCode('Say hello.', road.adit);
    expectSuccess(run, road);
    expect(run.result.result).toBe(helloText);
    expect(asked(road)).toHaveLength(1);
  });

  test('runs a tool that the model calls, and the result reaches Bedrock', async () => {
    await using road = await openRoad(
      toolLoop('Bash', { command: 'echo made by hand > made.txt && echo it is there', description: 'Make a file' }),
    );
    const run = await runClaudeCode('Make a file.', { ...road.adit, cwd: road.folder });
    expectSuccess(run, road);
    expect(await readFile(join(road.folder, 'made.txt'), 'utf8')).toBe('made by hand\n');
    const [call] = asked(road).slice(-1);
    expect(toolResults(call)).toMatchObject([{ tool_use_id: 'toolu_bdrk_01StandIn', content: 'it is there' }]);
    expect(run.result.result).toBe(helloText);
  });

  test('shows the answer as it is written', async () => {
    const text = 'One sentence of some length. Another one that follows it. A third one, so that there are several.';
    await using road = await openRoad(answer({ content: [{ type: 'text', text }] }));
    const run = await runClaudeCode('Say hello.', { ...road.adit, args: ['--include-partial-messages'] });
    expectSuccess(run, road);
    const pieces = deltas(run);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(text);
  });

  test.each([
    { model: 'haiku', profile: /^us\.anthropic\.claude-haiku-/ },
    { model: 'claude-opus-4-8', profile: /^us\.anthropic\.claude-opus-4-8$/ },
  ])('asks the inference profile of the model chosen with --model $model', async ({ model, profile }) => {
    await using road = await openRoad();
    const run = await runClaudeCode('Say hello.', { ...road.adit, args: ['--model', model] });
    expectSuccess(run, road);
    for (const call of asked(road)) expect(call.model).toMatch(profile);
  });

  test('lives through throttling', async () => {
    await using road = await openRoad(throttle(2));
    const run = await runClaudeCode('Say hello.', road.adit);
    expectSuccess(run, road);
    expect(run.result.result).toBe(helloText);
    expect(asked(road)).toHaveLength(3);
  });

  // Each wording as Bedrock's surfaces have it.
  describe.each(['Input is too long for requested model.', 'prompt is too long: 210000 tokens > 200000 maximum'])(
    'when Bedrock says "%s"',
    (message) => {
      const tooLong = steps({ refuse: { status: 400, type: 'ValidationException', message } });

      test('says so where there is nothing to compact', async () => {
        await using road = await openRoad(tooLong);
        const run = await runClaudeCode('Say hello.', road.adit);
        expect(run.result, run.tail).toMatchObject({ is_error: true, terminal_reason: 'prompt_too_long' });
        expect(run.result.result, run.tail).toMatch(/^Prompt is too long · /);
        expect(asked(road)).toHaveLength(1);
      });

      test('compacts the conversation and goes on', async () => {
        const callTool = toolUse('Bash', { command: 'true', description: 'Do nothing' });
        const summary = '<analysis>Nothing happened.</analysis><summary>Nothing happened.</summary>';
        await using road = await openRoad(
          conversation((call) => {
            const results = toolResults(call).length;
            if (results > 0) return results === lastUserBlocks(call).length ? tooLong : sayText(summary);
            return call === asked(road)[0] ? callTool : answer();
          }),
        );
        const run = await runClaudeCode('Do nothing.', road.adit);
        expectSuccess(run, road);
        expect(run.lines.map((line) => line.subtype)).toContain('compact_boundary');
        expect(run.result.result).toBe(helloText);
      });
    },
  );

  test('counts tokens for /context', async () => {
    await using road = await openRoad();
    const run = await runClaudeCode('/context', { ...road.adit, args: ['--model', 'claude-sonnet-4-6'] });
    expectSuccess(run, road);
    expect(asked(road).map((call) => call.operation)).toContain('count-tokens');
  });

  test('estimates tokens for /context where Bedrock does not count for the model', async () => {
    await using road = await openRoad();
    const run = await runClaudeCode('/context', { ...road.adit, args: ['--model', 'claude-opus-5-5'] });
    expect(run.result, run.tail).toMatchObject({ subtype: 'success', is_error: false });
    expect(road.adit.stderr()).toContain('estimated');
    expect(road.adit.stderr()).not.toMatch(/^\S+ [45]\d\d /m);
  });

  test.runIf(hasPseudoTerminals())('gets the title of a session that has screens', async () => {
    const title = 'A walk in the hills';
    await using road = await openRoad(
      conversation((call) => (hasTools(call) ? answer() : sayText(JSON.stringify({ title })))),
    );
    const drawn = await drawClaudeCode('Tell me about a walk in the hills, and about all that is seen on the way.', {
      ...road.adit,
      until: (text) => windowTitles(text).some((it) => it.includes(title)),
    });
    expect(windowTitles(drawn).at(-1)).toContain(title);
    expect(road.bedrock.refusals).toEqual([]);
  });
});

describe.each([
  { mode: 'bedrock', operation: 'invoke-stream' },
  { mode: 'mantle', operation: 'messages' },
] as const)('Claude Code in its $mode mode', ({ mode, operation }) => {
  const model =
    mode === 'mantle' ? ['--model', 'anthropic.claude-opus-5-5'] : ['--model', 'us.anthropic.claude-opus-5-5'];

  test('prints a plain answer', async () => {
    await using road = await openRoad();
    const run = await runClaudeCode('Say hello.', { ...road.adit, mode, args: model });
    expectSuccess(run, road);
    expect(run.result.result).toBe(helloText);
    expect(asked(road).map((call) => call.operation)).toContain(operation);
  });

  test('runs a tool that changes a file', async () => {
    await using road = await openRoad(
      toolLoop('Bash', { command: 'echo made by hand > made.txt', description: 'Make a file' }),
    );
    const run = await runClaudeCode('Make a file.', { ...road.adit, mode, args: model, cwd: road.folder });
    expectSuccess(run, road);
    expect(await readFile(join(road.folder, 'made.txt'), 'utf8')).toBe('made by hand\n');
    expect(run.result.result).toBe(helloText);
  });
});

test.each(['kimi-k3', 'nova-pro', 'gpt-6-sol', 'llama4-maverick-17b-instruct'])(
  'Claude Code runs a tool that %s calls',
  async (model) => {
    await using road = await openRoad(
      toolLoop('Bash', { command: 'echo made by hand > made.txt', description: 'Make a file' }),
    );
    const run = await runClaudeCode('Make a file.', { ...road.adit, cwd: road.folder, args: ['--model', model] });
    expect(await readFile(join(road.folder, 'made.txt'), 'utf8'), run.tail).toBe('made by hand\n');
    expect(run.result, run.tail).toMatchObject({ subtype: 'success', is_error: false, result: helloText });
    // Llama is asked once for a stream with tools, and from then on for whole answers.
    const refused = road.bedrock.refusals.map(({ refusal }) => refusal.message);
    expect(refused.filter((words) => !words.includes('tool use in streaming mode'))).toEqual([]);
  },
);

test('Claude Code shows the demo', async () => {
  await using adit = await startAdit({ args: ['--demo'] });
  const run = await runClaudeCode('Say hello.', adit);
  expect(run.exitCode, run.tail).toBe(0);
  expect(run.result.result, run.tail).toMatch(/^Adit demo: /);
});

function expectSuccess(run: ClaudeCodeRun, road: Road): void {
  expectNoRefusals(road, run.tail);
  expect(run.result, run.tail).toMatchObject({ subtype: 'success', is_error: false });
  expect(run.exitCode, run.tail).toBe(0);
}

function sayText(text: string): Scenario {
  return answer({ content: [{ type: 'text', text }] });
}

function lastUserBlocks(call: BedrockCall | undefined): JsonObject[] {
  const messages = (call?.body.messages ?? []) as JsonObject[];
  const content = messages.findLast((message) => message.role === 'user')?.content;
  return Array.isArray(content) ? content : [];
}

function toolResults(call: BedrockCall | undefined): JsonObject[] {
  return lastUserBlocks(call).filter((block) => block.type === 'tool_result');
}

function hasTools({ body }: BedrockCall): boolean {
  return Array.isArray(body.tools) && body.tools.length > 0;
}

/** The text deltas that `--include-partial-messages` prints. */
function deltas(run: ClaudeCodeRun): unknown[] {
  const events = run.lines.filter((line) => line.type === 'stream_event').map((line) => line.event as JsonObject);
  return events
    .filter((event) => event.type === 'content_block_delta')
    .map((event) => (event.delta as JsonObject).text);
}

/** The titles that it gives its window, by the escape sequence OSC 0. */
function windowTitles(drawn: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequence's delimiters
  return Array.from(drawn.matchAll(/\x1b\]0;([^\x07]*)\x07/g), ([, title]) => title ?? '');
}

/** util-linux's `script`; those of other systems have other arguments. */
function hasPseudoTerminals(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}
