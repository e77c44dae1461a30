import { describe, expect, test } from 'vitest';
import { CLAUDE_MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { KnownModels } from '../../proxy/routing/known-models.ts';
import { type Resolution, resolve } from '../../proxy/routing/resolve.ts';
import { openRoad, question } from '../support/road.ts';
import { serve } from '../support/served.ts';

function from(region: string, more: Partial<Resolution> = {}): Resolution {
  return {
    region,
    scope: 'geo',
    aliases: {},
    known: new KnownModels(),
    isMissing: () => false,
    now: () => Date.UTC(2026, 10, 1),
    ...more,
  };
}

const regions: [region: string, sonnet46: string, sonnet4: string][] = [
  ['us-east-1', 'us', 'us'],
  ['us-west-2', 'us', 'us'],
  ['ca-central-1', 'us', 'us'],
  ['ca-west-1', 'us', 'us'],
  ['eu-central-1', 'eu', 'eu'],
  ['eu-north-1', 'eu', 'eu'],
  ['ap-northeast-1', 'jp', 'apac'],
  ['ap-northeast-3', 'jp', 'apac'],
  ['ap-northeast-2', 'global', 'apac'],
  ['ap-southeast-2', 'au', 'apac'],
  ['ap-southeast-4', 'au', 'apac'],
  ['ap-southeast-1', 'global', 'apac'],
  ['ap-east-2', 'global', 'apac'],
  ['ap-south-1', 'global', 'apac'],
  ['ap-south-2', 'global', 'apac'],
  ['sa-east-1', 'global', 'global'],
  ['me-central-1', 'global', 'global'],
  ['af-south-1', 'global', 'global'],
  ['il-central-1', 'global', 'global'],
];

test.each(regions)('%s has Sonnet 4.6 under %s and Sonnet 4 under %s', (region, newer, older) => {
  const idOf = (name: string) => resolve(name, from(region))[0]?.modelId;
  expect(idOf('claude-sonnet-4-6')).toBe(`${newer}.anthropic.claude-sonnet-4-6`);
  expect(idOf('claude-sonnet-4')).toBe(`${older}.anthropic.claude-sonnet-4-20250514-v1:0`);
});

test('India has profiles of its own', () => {
  expect(resolve('claude-opus-5', from('ap-south-1'))[0]?.modelId).toBe('in.anthropic.claude-opus-5');
  expect(resolve('haiku', from('ap-south-1'))[0]?.modelId).toBe('global.anthropic.claude-haiku-5-5');
});

test('a model that no profile of the region reaches falls to the nearest that is there, with a note', () => {
  const [target] = resolve('claude-opus-4-1', from('eu-central-1'));
  expect(target).toMatchObject({
    modelId: 'eu.anthropic.claude-opus-4-5-20251101-v1:0',
    note: 'claude-opus-4-1 is not to be had in eu-central-1: Claude Opus 4.5 answers',
  });
});

describe('the preferred scope', () => {
  test.each([
    ['geo', 'eu.anthropic.claude-opus-5'],
    ['global', 'global.anthropic.claude-opus-5'],
    ['in-region', 'eu.anthropic.claude-opus-5'],
  ] as const)('%s in eu-west-1: %s', (scope, modelId) => {
    expect(resolve('claude-opus-5', from('eu-west-1', { scope }))[0]?.modelId).toBe(modelId);
  });

  test('in-region is the bare id where the catalogue has one', () => {
    expect(resolve('claude-opus-4-8', from('eu-west-1', { scope: 'in-region' }))[0]?.modelId).toBe(
      'anthropic.claude-opus-4-8',
    );
  });

  test('is a wish: where it is not to be had, the others follow', () => {
    expect(resolve('claude-opus-4-1', from('us-east-1', { scope: 'global' }))[0]?.modelId).toBe(
      'us.anthropic.claude-opus-4-1-20250805-v1:0',
    );
  });
});

describe('what the account lacks', () => {
  const lacking = (...ids: string[]) => from('us-east-1', { isMissing: (id) => ids.includes(id) });

  test('is passed over: another scope of the same model first, then the nearest of its tier', () => {
    expect(resolve('claude-opus-5', lacking('us.anthropic.claude-opus-5'))[0]).toMatchObject({
      modelId: 'global.anthropic.claude-opus-5',
      note: undefined,
    });
    const none = lacking('us.anthropic.claude-opus-5', 'global.anthropic.claude-opus-5');
    expect(resolve('claude-opus-5', none)[0]).toMatchObject({
      modelId: 'us.anthropic.claude-opus-5-5',
      note: 'claude-opus-5 is not to be had in us-east-1: Claude Opus 5.5 answers',
    });
  });

  test('is asked again where it is the whole tier: its own words say best what is wrong', () => {
    const all = from('us-east-1', { isMissing: () => true });
    expect(resolve('opus', all)[0]?.modelId).toBe('us.anthropic.claude-opus-5-5');
  });

  test('is asked where it was named by its own id', () => {
    const id = 'us.anthropic.claude-opus-5';
    expect(resolve(id, lacking(id))).toMatchObject([{ modelId: id }]);
  });
});

test.each(['us-east-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-2', 'ap-south-1', 'sa-east-1'])(
  'every model is reached from %s at the first try',
  async (region) => {
    await using road = await openRoad({ region });
    for (const { slug } of CLAUDE_MODELS) {
      const { status, refusals } = await serve(road, question({ model: slug }));
      expect([slug, status, refusals]).toEqual([slug, 200, []]);
    }
  },
);

test('a region that has no profile of its geography is served by those of the whole world, and remembers it', async () => {
  await using road = await openRoad({ region: 'ca-central-1' });
  const first = await serve(road, question());
  expect(first).toMatchObject({ status: 200, notes: [], sent: { model: 'global.anthropic.claude-sonnet-4-6' } });
  expect((await serve(road, question())).calls).toHaveLength(1);
});
