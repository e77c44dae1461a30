import { describe, expect, test } from 'vitest';
import { listModels, pageOf } from '../../proxy/api/models.ts';
import { isClaude } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { type Listing, readModels, readProfiles } from '../../proxy/bedrock/catalogue/listing.ts';
import { KnownModels } from '../../proxy/routing/known-models.ts';
import { type Resolution, resolve } from '../../proxy/routing/resolve.ts';

function profile(id: string, modelId = id.replace(/^[a-z]+\./, '')): unknown {
  return {
    inferenceProfileId: id,
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${id}`,
    inferenceProfileName: id,
    models: [{ modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${modelId}` }],
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  };
}

const OWN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';
const own = {
  inferenceProfileId: 'abc123def456',
  inferenceProfileArn: OWN,
  inferenceProfileName: 'team opus',
  models: [{ modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-8' }],
  status: 'ACTIVE',
  type: 'APPLICATION',
};

function model(modelId: string, more: object = {}): unknown {
  return {
    modelId,
    modelName: `The ${modelId}`,
    inputModalities: ['TEXT'],
    outputModalities: ['TEXT'],
    inferenceTypesSupported: ['ON_DEMAND'],
    ...more,
  };
}

function listing(profiles: unknown[] | undefined, models: unknown[] | undefined): Listing {
  return {
    identity: 'profile work',
    region: 'us-east-1',
    fetched: 0,
    profiles: profiles && readProfiles({ inferenceProfileSummaries: profiles }),
    models: models && readModels({ modelSummaries: models }),
  };
}

function from(known: KnownModels, more: Partial<Resolution> = {}): Resolution {
  const now = () => Date.UTC(2026, 10, 1);
  return { region: 'us-east-1', scope: 'geo', aliases: {}, known, isMissing: () => false, now, ...more };
}

function having(...lists: Parameters<typeof listing>): KnownModels {
  const known = new KnownModels();
  known.take(listing(...lists));
  return known;
}

const idOf = (name: string, resolution: Resolution) => resolve(name, resolution)[0]?.modelId;

describe('names of other makers', () => {
  test.each([
    ['nova-pro', 'us.amazon.nova-pro-v1:0'],
    ['Nova Pro', 'us.amazon.nova-pro-v1:0'],
    ['amazon.nova-pro-v1:0', 'amazon.nova-pro-v1:0'],
    ['amazon/nova-pro', 'us.amazon.nova-pro-v1:0'],
    ['llama-3.3-70b-instruct', 'us.meta.llama3-3-70b-instruct-v1:0'],
    ['openai/gpt-oss-120b', 'openai.gpt-oss-120b-1:0'],
    ['gpt-oss-20b', 'openai.gpt-oss-20b-1:0'],
    ['Kimi K3', 'us.moonshotai.kimi-k3'],
    ['moonshotai.kimi-k3', 'us.moonshotai.kimi-k3'],
    ['deepseek-v3.2', 'deepseek.v3.2'],
    ['qwen3-coder-480b-a35b', 'qwen.qwen3-coder-480b-a35b-v1:0'],
    ['glm-4.7', 'zai.glm-4.7'],
    ['gpt-6-sol', 'us.openai.gpt-6-sol'],
  ])('%s is %s', (name, id) => {
    expect(idOf(name, from(new KnownModels()))).toBe(id);
  });

  test('every model of the catalogue is found by what the list calls it', () => {
    const known = new KnownModels();
    for (const listed of listModels(from(known), ''))
      expect(resolve(listed.id, from(known))[0]?.model?.slug).toBe(listed.id);
  });

  test('ids are unique in the list, and no two models share a name', () => {
    const names = new KnownModels().models.map(({ slug }) => slug);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('where the account has said what it has', () => {
  const known = having(
    [
      profile('us.anthropic.claude-opus-4-8'),
      profile('us.amazon.nova-pro-v1:0'),
      profile('us.anthropic.claude-opus-6'),
      own,
    ],
    [
      model('amazon.nova-lite-v1:0'),
      model('acme.rocket-1-v1:0'),
      model('amazon.titan-embed-text-v2:0', { outputModalities: ['EMBEDDING'] }),
    ],
  );

  test('only that is listed, and what no list speaks of', () => {
    const ids = listModels(from(known), '').map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['claude-opus-4-8', 'claude-opus-6', 'team opus', 'nova-pro', 'nova-lite', 'rocket-1']),
    );
    // Models of bedrock-mantle are in neither list.
    expect(ids).toContain('gpt-6-sol');
    for (const lacking of ['claude-sonnet-5', 'nova-micro', 'kimi-k3', 'titan-embed-text-v2'])
      expect(ids).not.toContain(lacking);
  });

  test('a name falls to what there is, with a note, and the newest of a tier may be one that the catalogue lacks', () => {
    const [newest] = resolve('opus', from(known));
    expect(newest).toMatchObject({ modelId: 'us.anthropic.claude-opus-6', note: undefined });
    expect(isClaude(newest?.model) && newest.model.surfaces).toEqual(['messages', 'invoke']);
    const [near] = resolve('claude-opus-5', from(known));
    expect(near?.note).toMatch(/claude-opus-5 is not to be had in us-east-1: .* answers/);
    expect(idOf('nova-lite', from(known))).toBe('amazon.nova-lite-v1:0');
  });

  test('an inference profile that the account made goes by its name, with the abilities of its model', () => {
    const [target] = resolve('team opus', from(known));
    expect([target?.modelId, target?.model?.key]).toEqual([OWN, 'opus-4-8']);
    expect(resolve(OWN, from(known))[0]?.model?.key).toBe('opus-4-8');
  });

  test('a tier of which it has nothing is asked for all the same: Bedrock says best what is wrong', () => {
    expect(idOf('sonnet', from(known))).toBe('us.anthropic.claude-sonnet-5-5');
    expect(idOf('kimi-k3', from(known))).toBe('us.moonshotai.kimi-k3');
  });

  test('a model that nobody knows is described by what the list tells', () => {
    const found = known.models.find(({ slug }) => slug === 'rocket-1');
    expect(found).toMatchObject({
      maker: 'acme',
      name: 'The acme.rocket-1-v1:0',
      surfaces: ['converse', 'chat', 'mantle-chat'],
    });
    expect(idOf('acme.rocket-1-v1:0', from(known))).toBe('acme.rocket-1-v1:0');
  });

  test('a new model of a known kind is where the others of its kind are', () => {
    const newer = having([profile('us.openai.gpt-7-sol')], [model('anthropic.claude-instant-v9')]);
    expect(newer.modelOf('us.openai.gpt-7-sol')).toMatchObject({
      surfaces: ['responses', 'mantle-responses'],
      reasoning: true,
    });
    expect(newer.modelOf('anthropic.claude-instant-v9')?.surfaces).toEqual(['invoke', 'converse']);
  });
});

test('a list that could not be had leaves its part to the catalogue', () => {
  const ids = (known: KnownModels) => listModels(from(known), '').map(({ id }) => id);
  const all = ids(new KnownModels());
  expect(ids(having(undefined, undefined))).toEqual(all);
  const profiles = ids(having([profile('us.anthropic.claude-opus-5')], undefined));
  expect(profiles).toEqual(expect.arrayContaining(['claude-opus-5', 'glm-4.7']));
  expect(profiles).not.toContain('claude-opus-4-8');
});

test('entries that cannot be read are left out of a list', () => {
  expect(
    readProfiles({ inferenceProfileSummaries: [null, 3, {}, profile('us.a.b'), { ...own, models: [] }] }),
  ).toHaveLength(1);
  expect(readModels({ modelSummaries: [{}, 'x', model('a.b')] })).toHaveLength(1);
  for (const odd of [null, [], 'x', { inferenceProfileSummaries: 'x' }]) expect(readProfiles(odd)).toEqual([]);
});

describe('the list of models', () => {
  const models = listModels(from(new KnownModels(), { aliases: { fast: 'haiku', mine: 'nova-pro' } }), ' (demo)');

  test('begins with the person’s own names, then Claude, then the other makers', () => {
    expect(models.slice(0, 2).map(({ id, display_name: name }) => [id, name])).toEqual([
      ['fast', 'fast: Claude Haiku 5.5 (demo)'],
      ['mine', 'mine: Nova Pro (demo)'],
    ]);
    const makers = models.slice(2).map(({ owned_by: maker }) => maker);
    expect(makers.lastIndexOf('anthropic')).toBe(makers.indexOf('amazon') - 1);
  });

  test('is whole for clients of OpenAI’s API, and comes by pages for those of Anthropic’s', () => {
    const all = pageOf(models, new URLSearchParams());
    expect([all.object, all.data.length, all.has_more]).toEqual(['list', models.length, false]);
    expect(all.data[0]).toMatchObject({
      id: 'fast',
      object: 'model',
      owned_by: 'anthropic',
      created: expect.any(Number),
    });
    const page = pageOf(models, new URLSearchParams(), { 'anthropic-version': '2023-06-01' });
    expect([page.data.length, page.has_more, page.first_id]).toEqual([20, true, 'fast']);
    expect(page.data[0]).toMatchObject({
      type: 'model',
      display_name: expect.any(String),
      created_at: expect.any(String),
    });
  });
});
