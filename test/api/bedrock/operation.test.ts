import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOperation } from '../../../proxy/api/bedrock/operation.ts';
import { AditError } from '../../../proxy/errors.ts';
import { KnownModels } from '../../../proxy/routing/known-models.ts';
import type { Resolution } from '../../../proxy/routing/resolve.ts';

const resolution: Resolution = {
  region: 'us-east-1',
  scope: 'geo',
  aliases: { mine: 'claude-opus-4-8' },
  known: new KnownModels(),
  isMissing: () => false,
  now: () => Date.UTC(2026, 10, 1),
};
const read = (route: string) => readOperation(route, resolution);
const PROFILE = 'arn:aws:bedrock:eu-west-3:123456789012:application-inference-profile/abc123';

describe('a model is asked for', () => {
  test.each([
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1%3A0', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1%253A0', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1%3a0', 'us.anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['claude-opus-4-8', 'us.anthropic.claude-opus-4-8'],
    ['claude-opus-4-8%5B1m%5D', 'us.anthropic.claude-opus-4-8'],
    ['mine', 'us.anthropic.claude-opus-4-8'],
    ['amazon.nova-pro-v1:0', 'amazon.nova-pro-v1:0'],
    ['bedrock/claude-opus-4-8', 'us.anthropic.claude-opus-4-8'],
    ['eu.newmaker.model-v9:0', 'eu.newmaker.model-v9:0'],
  ])('by the name %s', (name, id) => {
    for (const operation of ['invoke', 'invoke-with-response-stream', 'converse', 'converse-stream']) {
      expect(read(`/model/${name}/${operation}`)).toMatchObject({
        service: 'bedrock-runtime',
        region: 'us-east-1',
        path: `/model/${encodeURIComponent(id)}/${operation}`,
        served: id,
        isStream: operation.endsWith('-stream'),
      });
    }
  });

  test.each([PROFILE, PROFILE.replace('/', '%2F'), encodeURIComponent(PROFILE)])(
    'by an ARN, whose region decides: %s',
    (arn) => {
      const path = `/model/${encodeURIComponent(PROFILE)}/invoke`;
      expect(read(`/model/${arn}/invoke`)).toMatchObject({ region: 'eu-west-3', path, served: PROFILE });
    },
  );

  test('by an ARN of another service', () => {
    const arn = 'arn:aws:sagemaker:ap-south-1:123456789012:endpoint/mine';
    expect(read(`/model/${arn}/converse`)).toMatchObject({ region: 'ap-south-1', served: arn });
  });

  test('by the id of its foundation model, where tokens are counted', () => {
    const counted = '/model/anthropic.claude-sonnet-4-6/count-tokens';
    for (const name of ['us.anthropic.claude-sonnet-4-6', 'anthropic.claude-sonnet-4-6', 'claude-sonnet-4-6']) {
      expect(read(`/model/${name}/count-tokens`).path).toBe(counted);
    }
    const arn = 'arn:aws:bedrock:eu-west-3:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6';
    expect(read(`/model/${arn}/count-tokens`)).toMatchObject({ path: counted, region: 'eu-west-3' });
    expect(read(`/model/${PROFILE}/count-tokens`).served).toBe(PROFILE);
  });
});

describe('the control plane is asked for', () => {
  test.each([
    ['/inference-profiles', '/inference-profiles'],
    ['/foundation-models', '/foundation-models'],
    ['/inference-profiles/us.anthropic.claude-opus-4-8', '/inference-profiles/us.anthropic.claude-opus-4-8'],
    ['/inference-profiles/opus', /^\/inference-profiles\/us\.anthropic\.claude-opus-/],
    ['/inference-profiles/abc123def456', '/inference-profiles/abc123def456'],
    ['/foundation-models/anthropic.claude-opus-4-8', '/foundation-models/anthropic.claude-opus-4-8'],
    ['/foundation-models/us.anthropic.claude-opus-4-8', '/foundation-models/anthropic.claude-opus-4-8'],
    ['/foundation-models/no-such', '/foundation-models/no-such'],
  ])('%s', (route, path) => {
    const operation = read(route);
    expect(operation).toMatchObject({ service: 'bedrock', region: 'us-east-1', isStream: false });
    expect(operation.path).toMatch(path);
  });

  test('in the region of an ARN', () => {
    const path = `/inference-profiles/${encodeURIComponent(PROFILE)}`;
    expect(read(`/inference-profiles/${PROFILE}`)).toMatchObject({ region: 'eu-west-3', path });
  });
});

test.each([
  ['/model/no-such-model/invoke', 400, /^The provided model identifier is invalid\. No model is named "no-such-model"/],
  ['/model/%/invoke', 400, /not escaped/],
  ['/model/%ff/invoke', 400, /not escaped/],
  ['/model/%2e%2e/invoke', 400, /not escaped/],
  ['/inference-profiles/..', 400, /not escaped/],
  ['/model/arn:aws:bedrock:evil.example:1:inference-profile/x/invoke', 400, /No AWS region/],
  ['/model/x/invoke-with-bidirectional-stream', 400, /both directions/],
  ['/async-invoke', 400, /asynchronous/],
  ['/async-invoke/arn:x', 400, /asynchronous/],
  ['/model/opus/rerank', 404, /no such operation/],
  ['/model/invoke', 404, /no such operation/],
])('%s is refused', (route, status, message) => {
  expect(() => read(route)).toThrow(expect.objectContaining({ status, message: expect.stringMatching(message) }));
});

test('whatever a path is, it is an operation, or an error for the client', () => {
  const segment = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', '%00', '.', '..', '%2F', '\\', 'model', 'arn:', '?', '#', '\ud800'),
    fc.webSegment(),
  );
  const operation = fc.constantFrom('invoke', 'converse-stream', 'count-tokens', '');
  fc.assert(
    fc.property(
      fc.constantFrom('model', 'inference-profiles', 'foundation-models'),
      segment,
      operation,
      (list, id, last) => {
        try {
          const { path, region } = read(`/${list}/${id}/${last}`);
          const url = new URL(path, `https://bedrock.${region}.amazonaws.com`);
          expect(url.pathname).toBe(path);
          expect(url.hostname).toMatch(/^bedrock\.[a-z0-9-]+\.amazonaws\.com$/);
        } catch (error) {
          if (!(error instanceof AditError)) throw error;
          expect([400, 404]).toContain(error.status);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
