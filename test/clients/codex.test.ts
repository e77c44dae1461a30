import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { answer, helloText, throttle, toolLoop } from '../bedrock/scenarios.ts';
import { type CodexRun, installCodex, runCodex } from './codex.ts';
import { expectNoRefusals, openRoad, type Road } from './road.ts';

beforeAll(installCodex);

const PATCH = [
  '*** Begin Patch',
  '*** Update File: note.txt',
  '@@',
  '-old "words" \\ here',
  '+new “words” / there',
  '*** End Patch',
  '',
].join('\n');

/**
 * Claude on the Messages API, a model of another maker on Converse, and one that speaks Responses itself. Codex gives the
 * tools that it has for GPT-6 to no other name.
 */
const settings = { aliases: { 'some-gpt': 'gpt-6-sol' } };
const MODELS = ['claude-opus-5-5', 'kimi-k3', 'some-gpt'];

describe.each(MODELS)('Codex with %s', (model) => {
  test('prints a plain answer', async () => {
    await using road = await openRoad(answer(), settings);
    const run = await runCodex('Say hello.', { ...road.adit, cwd: road.folder, model });
    expectSuccess(run, road);
    expect(said(run)).toBe(helloText);
  });

  test('runs a command that changes a file', async () => {
    await using road = await openRoad(toolLoop('exec_command', { cmd: 'echo made by hand > made.txt' }), settings);
    const run = await runCodex('Make a file.', { ...road.adit, cwd: road.folder, model });
    expectSuccess(run, road);
    expect(await readFile(join(road.folder, 'made.txt'), 'utf8')).toBe('made by hand\n');
    expect(said(run)).toBe(helloText);
  });
});

test('Codex with the tools that it has for GPT-6 alone prints a plain answer', async () => {
  await using road = await openRoad();
  const run = await runCodex('Say hello.', { ...road.adit, cwd: road.folder, model: 'gpt-6-sol' });
  expectSuccess(run, road);
  expect(said(run)).toBe(helloText);
});

test('Codex patches a file with its free-form tool', async () => {
  // Codex offers the tool to models of names that it knows; a name of one's own makes Claude answer to it.
  await using road = await openRoad(toolLoop('apply_patch', { input: PATCH }), {
    aliases: { 'gpt-5.5': 'claude-opus-5-5' },
  });
  await writeFile(join(road.folder, 'note.txt'), 'old "words" \\ here\n');
  const run = await runCodex('Change the note.', { ...road.adit, cwd: road.folder, model: 'gpt-5.5' });
  expectSuccess(run, road);
  expect(await readFile(join(road.folder, 'note.txt'), 'utf8')).toBe('new “words” / there\n');
  expect(said(run)).toBe(helloText);
});

test('Codex lives through throttling', async () => {
  await using road = await openRoad(throttle(1));
  const run = await runCodex('Say hello.', { ...road.adit, cwd: road.folder });
  expectSuccess(run, road);
  expect(said(run)).toBe(helloText);
});

function expectSuccess(run: CodexRun, road: Road): void {
  expectNoRefusals(road, run.tail);
  expect(run.exitCode, run.tail).toBe(0);
}

/** The last message of a run. */
function said({ events }: CodexRun): unknown {
  const items = events
    .filter(({ type }) => type === 'item.completed')
    .map(({ item }) => item as { type: string; text?: string });
  return items.findLast(({ type }) => type === 'agent_message')?.text;
}
