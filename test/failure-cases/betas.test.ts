import { expect, test } from 'vitest';
import { openRoad, question } from '../support/road.ts';
import { sendUnfitted, serve } from '../support/served.ts';

/** What Claude Code sends by default to an address that is not Amazon's, and three flags of a subscription. */
const claudeCode = [
  'claude-code-20250219',
  'oauth-2025-04-20',
  'interleaved-thinking-2025-05-14',
  'context-management-2025-06-27',
  'prompt-caching-scope-2026-01-05',
  'fast-mode-2026-02-01',
  'effort-2025-11-24',
];
const unknown = ['oauth-2025-04-20', 'prompt-caching-scope-2026-01-05', 'fast-mode-2026-02-01'];

for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
  test(`beta-invalid: an unknown flag never costs the request (CLIProxyAPI#4750), ${model}`, async () => {
    await using road = await openRoad();
    const body = question({ model });
    const surface = model === 'claude-opus-5-5' ? 'messages' : 'invoke';
    expect(await sendUnfitted(road, body, { betas: claudeCode, surface })).toBe('invalid beta flag');
    const served = await serve(road, body, { betas: claudeCode });
    expect(served).toMatchObject({ status: 200, refusals: [], calls: [{}] });
    expect(served.sent?.betas).toEqual(claudeCode.filter((flag) => !unknown.includes(flag)));
    expect(served.notes).toEqual(unknown.map((flag) => `beta ${flag} dropped`));
  });
}

test('beta-invalid: all flags of Claude Code but one were refused by Opus 4.7 (anthropics/claude-code#49370)', async () => {
  await using road = await openRoad();
  const body = question({ model: 'claude-opus-4-7' });
  const betas = claudeCode.filter((flag) => !unknown.includes(flag));
  expect(await sendUnfitted(road, body, { betas, surface: 'messages' })).toBe('invalid beta flag');
  const served = await serve(road, body, { betas });
  expect(served).toMatchObject({ status: 200, refusals: [], sent: { betas: ['interleaved-thinking-2025-05-14'] } });
  expect(served.notes).toEqual(betas.toSpliced(1, 1).map((flag) => `beta ${flag} dropped`));
});

test('beta-invalid: the flag of an hour in the cache is dropped and the hour stays (anthropics/claude-code#56595)', async () => {
  await using road = await openRoad();
  const system = [{ type: 'text', text: 'long', cache_control: { type: 'ephemeral', ttl: '1h' } }];
  const betas = ['extended-cache-ttl-2025-04-11'];
  expect(await sendUnfitted(road, question({ system }), { betas })).toBe('invalid beta flag');
  const served = await serve(road, question({ system }), { betas });
  expect(served).toMatchObject({ status: 200, refusals: [], sent: { betas: [], body: { system } } });
  expect(served.notes).toEqual(['beta extended-cache-ttl-2025-04-11 dropped']);
});

test('beta-invalid: a flag that is taken no more is found out, and costs no request (BerriAI/litellm#20021)', async () => {
  await using road = await openRoad({ refuseBetas: /^effort-/ });
  const betas = ['effort-2025-11-24', 'context-1m-2025-08-07'];
  const body = question();
  expect(await sendUnfitted(road, body, { betas })).toBe('invalid beta flag');
  const first = await serve(road, body, { betas });
  expect(first).toMatchObject({ status: 200, refusals: ['invalid beta flag'], sent: { betas: [] } });
  expect(first.notes).toEqual(betas.map((flag) => `beta ${flag} dropped`));
  for (let request = 0; request < 3; request++) await serve(road, body, { betas });
  const later = await serve(road, body, { betas });
  expect(later).toMatchObject({ status: 200, refusals: [], sent: { betas: ['context-1m-2025-08-07'] } });
});

test('beta-advanced-tool-use: the flag is sent by the name that Bedrock knows (BerriAI/litellm PR#19373)', async () => {
  await using road = await openRoad();
  const tools = [
    { name: 'Read', input_schema: { type: 'object' } },
    { name: 'Rare', input_schema: { type: 'object' }, defer_loading: true },
  ];
  const betas = ['advanced-tool-use-2025-11-20'];
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
    const surface = model === 'claude-opus-5-5' ? 'messages' : 'invoke';
    const body = question({ model, tools });
    expect(await sendUnfitted(road, body, { betas, surface })).toBe('invalid beta flag');
    const served = await serve(road, body, { betas });
    expect(served).toMatchObject({ status: 200, refusals: [], notes: [] });
    expect(served.sent).toMatchObject({ betas: ['tool-search-tool-2025-10-19'], body: { tools } });
  }
});
