import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openRoad, type Road } from '../support/road.ts';

const HOUR = 60 * 60 * 1000;

function saved(id: string, age: number): string {
  const [, modelId = ''] = id.split(/\.(.*)/s);
  return JSON.stringify({
    identity: 'environment',
    region: 'us-east-1',
    fetched: Date.now() - age,
    profiles: [{ id, name: '', modelId, isApplication: false }],
  });
}

/** Starts anew with a file of lists, and tells which models of Claude are listed then. */
async function claudesWith(road: Road, file: string): Promise<string[]> {
  writeFileSync(road.home.file('models.json'), file);
  await road.restart();
  const response = await fetch(`${road.adit.url}/v1/models`, { headers: { 'x-api-key': road.adit.key } });
  const { data } = (await response.json()) as { data: { id: string }[] };
  return data.map(({ id }) => id).filter((id) => id.startsWith('claude'));
}

test('a list of an earlier run holds for a week, since nothing may ever replace it', async () => {
  await using road = await openRoad();
  expect(await claudesWith(road, saved('us.anthropic.claude-sonnet-5', 24 * HOUR))).toEqual(['claude-sonnet-5']);
  expect((await claudesWith(road, saved('us.anthropic.claude-sonnet-5', 200 * HOUR))).length).toBeGreaterThan(5);
});

test('a list may hold any name', async () => {
  await using road = await openRoad();
  for (const odd of [
    'anthropic.claude-opus-0',
    'anthropic.claude-opus',
    '__proto__.constructor',
    '.',
    'a.'.repeat(5000),
  ]) {
    expect(await claudesWith(road, saved(`us.${odd}`, HOUR))).not.toContain('claude-sonnet-5');
  }
});
