import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { openRoad, type Road, type RoadOptions, until } from '../support/road.ts';
import { lastCall, openAi } from './clients.ts';

const times = { listAfterMs: 0 };
const ownArn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
/** An account that has few models. */
const account = { models: ['us.anthropic.claude-sonnet-5', 'amazon.nova-pro-v1:0', 'global.moonshotai.kimi-k3'] };
const itsModels = ['claude-sonnet-5', 'nova-pro', 'kimi-k3'];

const isList = ({ operation }: BedrockCall) => operation.startsWith('list-');
const listsAsked = ({ bedrock }: Road) => bedrock.stats.calls.filter(isList).length;

/** The names that the OpenAI SDK lists. */
async function idsOf(road: Road): Promise<string[]> {
  const { data } = await openAi(road).models.list();
  return data.map(({ id }) => id);
}

/** Without those that bedrock-mantle may have, of which Bedrock lists nothing. */
async function listedIds(road: Road): Promise<string[]> {
  return (await idsOf(road)).filter((id) => !/^gpt-[5-9]/.test(id));
}

/** Waits until what is listed is this, and fails with what is listed after two seconds. */
async function untilListed(wanted: unknown, list: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 2000;
  for (;;) {
    const listed = await list();
    if (isDeepStrictEqual(listed, wanted)) return;
    if (Date.now() > deadline) return expect(listed).toEqual(wanted);
  }
}

/** What a road lists that has no lists of the account's. */
async function catalogue(options: RoadOptions = {}): Promise<string[]> {
  await using road = await openRoad(options);
  return await idsOf(road);
}

describe.concurrent('without lists of the account', () => {
  test('the OpenAI SDK gets all models of the catalogue at once, Claude first', async () => {
    await using road = await openRoad();
    const page = await openAi(road).models.list();
    expect(page.object).toBe('list');
    const all = page.data.map(({ id }) => id);
    expect(all).toEqual(
      expect.arrayContaining(['claude-opus-5-5', 'nova-pro', 'llama3-3-70b-instruct', 'kimi-k3', 'gpt-6-sol']),
    );
    expect(all[0]).toBe('claude-opus-5-5');
    expect(new Set(all).size).toBe(all.length);
    for (const model of page.data) {
      expect(model).toMatchObject({ object: 'model', owned_by: expect.stringMatching(/^[a-z\d]+$/) });
      expect(Number.isInteger(model.created)).toBe(true);
    }
    expect(road.bedrock.stats.total).toBe(0);
  });

  test('the Anthropic SDK reads the same models page by page, with names for people', async () => {
    await using road = await openRoad();
    const all = await idsOf(road);
    const { data, has_more } = await road.client.models.list({ limit: 7 });
    expect(data.map(({ id }) => id)).toEqual(all.slice(0, 7));
    expect(has_more).toBe(true);
    const paged = await Array.fromAsync(road.client.models.list({ limit: 7 }));
    expect(paged.map(({ id }) => id)).toEqual(all);
    expect(paged).toContainEqual(expect.objectContaining({ type: 'model', id: 'nova-pro', display_name: 'Nova Pro' }));
    const unlimited = await Array.fromAsync(road.client.models.list());
    expect(unlimited.map(({ id }) => id)).toEqual(all);
  });

  test.each(['nova-pro', 'Nova Pro', 'us.amazon.nova-pro-v1:0', 'Kimi K3', 'Claude Opus 5.5'])(
    '%s can be looked up by either SDK, and be asked',
    async (name) => {
      await using road = await openRoad();
      expect(await openAi(road).models.retrieve(name)).toMatchObject({ object: 'model', id: name });
      expect(await road.client.models.retrieve(name)).toMatchObject({ type: 'model', id: name });
      const messages = [{ role: 'user' as const, content: 'hello' }];
      await openAi(road).chat.completions.create({ model: name, messages });
      await road.client.messages.create({ model: name, max_tokens: 100, messages });
      expect(road.bedrock.refusals).toEqual([]);
    },
  );

  test('a name that means nothing is not found by either SDK', async () => {
    await using road = await openRoad();
    await expect(openAi(road).models.retrieve('nova-por')).rejects.toThrow(OpenAI.NotFoundError);
    await expect(openAi(road).models.retrieve('nova-por')).rejects.toThrow('nova-pro');
    await expect(road.client.models.retrieve('nova-por')).rejects.toThrow(Anthropic.NotFoundError);
  });
});

describe.concurrent('with lists of the account', () => {
  test('only what it has is listed, with its own profiles', async () => {
    const applicationProfiles = { [ownArn]: 'us.anthropic.claude-opus-5' };
    await using road = await openRoad({ ...account, applicationProfiles, times });
    const own = 'application of us-anthropic-claude-opus-5';
    await untilListed(['claude-sonnet-5', own, 'nova-pro', 'kimi-k3'], () => listedIds(road));
    await road.client.messages.create({ model: own, max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] });
    expect(lastCall(road).model).toBe(ownArn);
    expect(road.bedrock.refusals).toEqual([]);
  });

  test('a name goes to the profile that the account has', async () => {
    await using road = await openRoad({ ...account, times });
    await untilListed(itsModels, () => listedIds(road));
    const { choices } = await openAi(road).chat.completions.create({
      model: 'kimi-k3',
      messages: [{ role: 'user', content: 'hello' }],
    });
    expect(choices).toHaveLength(1);
    expect(lastCall(road).model).toBe('global.moonshotai.kimi-k3');
    expect(road.bedrock.refusals).toEqual([]);
  });

  test('long lists come in pages', async () => {
    await using road = await openRoad({ times, pageSize: 5 });
    await until('all pages are there', () => listsAsked(road) > 12);
    await untilListed(await catalogue(), () => idsOf(road));
    expect(road.bedrock.refusals).toEqual([]);
  });

  test('they are kept in a private file, and used at the next start where Bedrock cannot be asked', async () => {
    let refuse: Refusal | undefined;
    await using road = await openRoad({ ...account, times, refuse: (call) => (isList(call) ? refuse : undefined) });
    await untilListed(itsModels, () => listedIds(road));
    const file = road.home.file('models.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ region: 'us-east-1' });
    refuse = denied;
    const before = listsAsked(road);
    await road.restart();
    expect(await listedIds(road)).toEqual(itsModels);
    await until('the lists are refused', () => listsAsked(road) >= before + 3);
    expect(await listedIds(road)).toEqual(itsModels);
  });

  test('a file that cannot be read is as none', async () => {
    await using road = await openRoad();
    for (const damaged of ['', '{', '[]', '{"region":"us-east-1"}', 'null']) {
      writeFileSync(road.home.file('models.json'), damaged);
      await road.restart();
      expect((await idsOf(road)).length).toBeGreaterThan(60);
    }
  });

  test('those of another region are not this one’s', async () => {
    await using road = await openRoad({ ...account, times });
    await untilListed(itsModels, () => listedIds(road));
    const file = road.home.file('models.json');
    const text = readFileSync(file, 'utf8').replaceAll('us-east-1', 'eu-west-1');
    await using other = await openRoad();
    writeFileSync(other.home.file('models.json'), text);
    await other.restart();
    expect((await idsOf(other)).length).toBeGreaterThan(60);
  });
});

describe.concurrent('where the lists cannot be had, the catalogue stands in', () => {
  test('without the permission', async () => {
    await using road = await openRoad({ ...account, times, refuse: (call) => (isList(call) ? denied : undefined) });
    await until('all lists are refused', () => listsAsked(road) === 3);
    expect(await idsOf(road)).toEqual(await catalogue());
  });

  test('with the permission for profiles alone, for what has none', async () => {
    const refuse = ({ operation }: BedrockCall) => (operation === 'list-models' ? denied : undefined);
    await using road = await openRoad({ models: ['us.anthropic.claude-sonnet-5'], times, refuse });
    const claude = async () => (await idsOf(road)).filter((id) => id.startsWith('claude'));
    await untilListed(['claude-sonnet-5'], claude);
    expect(await idsOf(road)).toContain('qwen3-32b');
  });

  test('where the lists are empty', async () => {
    await using road = await openRoad({ models: [], times });
    await until('all lists are there', () => listsAsked(road) === 3 && road.bedrock.stats.open === 0);
    expect(await idsOf(road)).toEqual(await catalogue());
  });

  test('where the control plane cannot be reached', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await using road = await openRoad({ times, env: { AWS_ENDPOINT_URL_BEDROCK: `http://127.0.0.1:${port}` } });
    await until('somebody has knocked', () => connections >= 3);
    expect(await idsOf(road)).toEqual(await catalogue());
    server.close();
  });
});

const denied: Refusal = {
  status: 403,
  type: 'AccessDeniedException',
  message:
    'User: arn:aws:sts::123456789012:assumed-role/dev/me is not authorized to perform: bedrock:ListFoundationModels',
};
