import { describe, expect, test } from 'vitest';
import { CLAUDE_MODELS } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { KnownModels } from '../../proxy/routing/known-models.ts';
import { type Resolution, resolve, scopesFor } from '../../proxy/routing/resolve.ts';

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
const virginia = from('us-east-1');
const idOf = (name: string, resolution = virginia) => resolve(name, resolution)[0]?.modelId;

describe('names', () => {
  test.each([
    ['opus', 'us.anthropic.claude-opus-5-5'],
    ['Sonnet', 'us.anthropic.claude-sonnet-5-5'],
    ['haiku', 'us.anthropic.claude-haiku-5-5'],
    ['FABLE', 'us.anthropic.claude-fable-5-2'],
    ['claude-opus', 'us.anthropic.claude-opus-5-5'],
    ['claude-opus-latest', 'us.anthropic.claude-opus-5-5'],
    ['claude-opus-4-8', 'us.anthropic.claude-opus-4-8'],
    ['claude-opus-4.8', 'us.anthropic.claude-opus-4-8'],
    ['opus-4.8', 'us.anthropic.claude-opus-4-8'],
    ['opus4.8', 'us.anthropic.claude-opus-4-8'],
    ['opus 4.8', 'us.anthropic.claude-opus-4-8'],
    ['Claude Opus 4.8', 'us.anthropic.claude-opus-4-8'],
    ['claude_opus_4_8', 'us.anthropic.claude-opus-4-8'],
    ['claude-4-8-opus', 'us.anthropic.claude-opus-4-8'],
    ['claude-4.8-opus-thinking', 'us.anthropic.claude-opus-4-8'],
    ['claude-opus-4-8-20260512', 'us.anthropic.claude-opus-4-8'],
    ['claude-opus-5', 'us.anthropic.claude-opus-5'],
    ['claude-opus-5-20260801', 'us.anthropic.claude-opus-5'],
    ['claude-haiku-4-5', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-haiku-4-5-20251001', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-haiku-4-5@20251001', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-sonnet-4-20250514', 'us.anthropic.claude-sonnet-4-20250514-v1:0'],
    [' claude-sonnet-4-6 ', 'us.anthropic.claude-sonnet-4-6'],
    ['bedrock/claude-sonnet-4-6', 'us.anthropic.claude-sonnet-4-6'],
    ['anthropic/claude-sonnet-4.6', 'us.anthropic.claude-sonnet-4-6'],
    ['bedrock/anthropic/claude-sonnet-4-6', 'us.anthropic.claude-sonnet-4-6'],
    ['bedrock/eu.anthropic.claude-sonnet-4-6', 'eu.anthropic.claude-sonnet-4-6'],
  ])('%j is %s', (name, modelId) => {
    const [target] = resolve(name, virginia);
    expect(target).toMatchObject({ modelId, region: 'us-east-1', wantsLongContext: false, note: undefined });
    expect(target?.model).toBeDefined();
  });

  test.each(CLAUDE_MODELS)('$slug is found by what Anthropic, Bedrock and people call it', (model) => {
    for (const name of [model.slug, model.id, model.key, model.name, `anthropic/${model.slug}`]) {
      expect([name, resolve(name, virginia)[0]?.model?.key]).toEqual([name, model.key]);
    }
    for (const id of Object.values(model.profiles).filter((it) => it !== model.id)) {
      expect(resolve(id, virginia)).toMatchObject([{ modelId: id, model: { key: model.key }, note: undefined }]);
    }
  });

  test.each(['claude-opus-4-6[1m]', 'opus[1M]', 'us.anthropic.claude-opus-4-6-v1[1m]', 'bedrock/opus-4-6[1m]'])(
    '%s asks for the long context',
    (name) => {
      const [target] = resolve(name, virginia);
      expect(target).toMatchObject({ wantsLongContext: true, model: { tier: 'opus' } });
      expect(target?.modelId).not.toContain('[');
    },
  );

  test.each([
    ['claude-3-5-sonnet-20241022', 'Claude Sonnet 4.5'],
    ['claude-3-7-sonnet-latest', 'Claude Sonnet 4.5'],
    ['claude-3-haiku-20240307', 'Claude Haiku 4.5'],
    ['claude-opus-4-20250514', 'Claude Opus 4.1'],
    ['claude-opus-6', 'Claude Opus 5.5'],
    ['claude-sonnet-4-9', 'Claude Sonnet 4.6'],
    ['claude-haiku-5', 'Claude Haiku 5.5'],
  ])('%s, which Bedrock does not have, falls to %s with a note', (name, answers) => {
    const [target] = resolve(name, virginia);
    expect(target?.model?.name).toBe(answers);
    expect(target?.note).toBe(`${name} is not to be had in us-east-1: ${answers} answers`);
  });

  test.each(['my-custom-model', 'gpt-5', 'gemini-3-pro', 'opusculum', 'not-a-model', 'claude', '[1m]', ' '])(
    '%j means nothing: a 404 with near names',
    (name) => {
      const error = expect.objectContaining({
        status: 404,
        type: 'not_found_error',
        shouldRetry: false,
        message: expect.stringMatching(/^No model is named ".*"\. Near names: .+, .+\. GET \/v1\/models lists all/),
      });
      expect(() => resolve(name, virginia)).toThrow(error);
    },
  );

  test('near names are near, and include the person’s own', () => {
    const near = (name: string, aliases = {}) => {
      try {
        resolve(name, from('us-east-1', { aliases }));
      } catch (error) {
        return /Near names: (.*?)\. GET/.exec((error as Error).message)?.[1]?.split(', ') ?? [];
      }
      throw new Error(`${name} means something`);
    };
    expect(near('sonet')[0]).toBe('sonnet');
    expect(near('clade-opos-4-8')[0]).toBe('claude-opus-4-8');
    expect(near('my-mdel', { 'my-model': 'opus' })[0]).toBe('my-model');
    expect(near('x')).toHaveLength(5);
  });
});

describe('ids of Bedrock', () => {
  test('an id of a profile goes as it is, also where it is not known', () => {
    for (const id of ['eu.anthropic.claude-opus-5', 'global.anthropic.claude-sonnet-4-6', 'amazon.nova-pro-v1:0']) {
      expect(idOf(id)).toBe(id);
    }
    expect(resolve('us.anthropic.claude-opus-9-v1:0', virginia)).toMatchObject([{ model: undefined, note: undefined }]);
    expect(idOf('us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0')).toContain('us-gov.');
  });

  test('an id of a foundation model becomes the profile of the region, since on demand it is refused', () => {
    expect(idOf('anthropic.claude-opus-5')).toBe('us.anthropic.claude-opus-5');
    expect(idOf('anthropic.claude-haiku-4-5-20251001-v1:0', from('ap-northeast-1'))).toBe(
      'jp.anthropic.claude-haiku-4-5-20251001-v1:0',
    );
    expect(idOf('anthropic.claude-opus-4-1-20250805-v1:0', from('eu-west-1'))).toBe(
      'anthropic.claude-opus-4-1-20250805-v1:0',
    );
  });

  test.each([
    ['arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-opus-5', 'eu-west-1', 'opus-5'],
    ['arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123', 'us-west-2', undefined],
    ['arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-opus-5', 'us-west-2', 'opus-5'],
    ['arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:provisioned-model/x1', 'us-gov-west-1', undefined],
    ['arn:aws:bedrock::123456789012:inference-profile/global.anthropic.claude-opus-5', 'us-east-1', 'opus-5'],
  ])('%s is asked in its own region', (arn, region, key) => {
    const [target] = resolve(arn, virginia);
    expect([target?.modelId, target?.region, target?.model?.key]).toEqual([arn, region, key]);
    expect(resolve(`bedrock/${arn}[1m]`, virginia)).toMatchObject([{ modelId: arn, wantsLongContext: true }]);
  });
});

describe('names of one’s own', () => {
  const aliases = {
    mine: 'claude-opus-4-8',
    'claude-sonnet-4-6': 'claude-haiku-4-5',
    opus: 'eu.anthropic.claude-opus-5',
    team: 'arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123',
    long: 'claude-opus-4-6[1m]',
    lost: 'nothing-known',
  };
  const own = from('us-east-1', { aliases });

  test('win over everything else, with prefixes and the suffix for long contexts too', () => {
    expect(idOf('mine', own)).toBe('us.anthropic.claude-opus-4-8');
    expect(idOf('claude-sonnet-4-6', own)).toBe('us.anthropic.claude-haiku-4-5-20251001-v1:0');
    expect(idOf('opus', own)).toBe('eu.anthropic.claude-opus-5');
    expect(idOf('anthropic/opus', own)).toBe('eu.anthropic.claude-opus-5');
    expect(resolve('mine[1m]', own)[0]).toMatchObject({
      modelId: 'us.anthropic.claude-opus-4-8',
      wantsLongContext: true,
    });
    expect(resolve('long', own)[0]).toMatchObject({ wantsLongContext: true, model: { key: 'opus-4-6' } });
    expect(resolve('team', own)[0]).toMatchObject({ modelId: aliases.team, region: 'us-west-2' });
  });

  test('that lead nowhere are a 404 in the name that was asked for', () => {
    expect(() => resolve('lost', own)).toThrow('No model is named "lost"');
  });
});

test('scopes are those of the geography, then the whole world; a preference goes first', () => {
  expect(scopesFor('eu-central-1', 'geo')).toEqual(['eu', 'global']);
  expect(scopesFor('eu-central-1', 'global')).toEqual(['global', 'eu']);
  expect(scopesFor('eu-central-1', 'in-region')).toEqual(['in-region', 'eu', 'global']);
});

test('a model that has ended answers to its own name alone', () => {
  const early = from('us-east-1', { now: () => Date.UTC(2026, 8, 1) });
  expect(resolve('claude-3-5-sonnet-20241022', early)[0]?.modelId).toBe('us.anthropic.claude-sonnet-4-20250514-v1:0');
  expect(resolve('claude-3-5-sonnet-20241022', virginia)[0]?.modelId).toBe(
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  );
  expect(resolve('claude-sonnet-4-20250514', virginia)[0]?.modelId).toBe('us.anthropic.claude-sonnet-4-20250514-v1:0');
});

test('GovCloud has profiles of its own, and no other', () => {
  const gov = from('us-gov-west-1', { scope: 'global' });
  expect(resolve('claude-sonnet-4-5', gov)[0]?.modelId).toBe('us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0');
  const asked = resolve('us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', gov)[0];
  expect(asked?.model?.key).toBe('sonnet-4-5');
});
