import { expect, test } from 'vitest';
import { SURFACES } from '../../proxy/bedrock/surfaces.ts';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { codexRequest, nestedCall } from '../api/openai/responses/codex.ts';
import { output, read, responseIn, streamed, translated } from '../api/openai/responses/support.ts';
import { openRoad, question } from '../support/road.ts';
import { sendUnfitted, serve } from '../support/served.ts';

test('codex-namespace: nested tools go out flat, and their calls come back nested (openai/codex#25034)', async () => {
  await using road = await openRoad();
  const namespace = codexRequest().tools as { type: string }[];
  const refusal = await sendUnfitted(road, question({ tools: namespace.filter(({ type }) => type === 'namespace') }));
  expect(refusal).toContain("Input tag 'namespace'");
  const asked = JSON.stringify(codexRequest(nestedCall, output('call_562_0')));
  for (const model of ['claude-sonnet-4-6', 'claude-opus-5-5']) {
    const served = await serve(road, { ...translated(asked).body, model, stream: false });
    expect(served).toMatchObject({ status: 200, refusals: [] });
    const name = 'multi_agent_v1__spawn_agent';
    expect(served.sent?.body.tools).toContainEqual(expect.objectContaining({ name }));
    expect(served.sent?.body.messages).toMatchObject([{}, { content: [{ type: 'tool_use', name }] }, {}]);
  }
  const content = [{ type: 'tool_use', id: 'toolu_1', name: 'multi_agent_v1__spawn_agent', input: { message: 'x' } }];
  expect(responseIn(streamed(read(asked), { content, stop_reason: 'tool_use' })).output).toMatchObject([
    { type: 'function_call', namespace: 'multi_agent_v1', name: 'spawn_agent', call_id: 'toolu_1' },
  ]);
});

test('mantle-path: each model is asked below the path that bedrock-mantle has it under (openai/codex#21352, openai/codex#37246)', async () => {
  const base = (modelId: string) => SURFACES['mantle-chat'].path(modelId, false).replace('/chat/completions', '');
  for (const id of ['openai.gpt-5.4', 'us.openai.gpt-5.6-sol', 'global.openai.gpt-6-astra']) {
    expect(base(id)).toBe('/openai/v1');
    expect(SURFACES.responses.path(id, true)).toBe('/openai/v1/responses');
  }
  for (const id of ['openai.gpt-oss-120b-1:0', 'us-gov.openai.gpt-oss-20b-1:0', 'moonshotai.kimi-k2.5']) {
    expect(base(id)).toBe('/v1');
    expect(SURFACES.chat.path(id, true)).toBe('/openai/v1/chat/completions');
  }
  // An account in which bedrock-runtime has no Responses.
  const onlyMantle = ({ operation, service }: BedrockCall): Refusal | undefined =>
    operation === 'responses' && service !== 'bedrock-mantle'
      ? { status: 404, type: 'UnknownOperationException', message: '' }
      : undefined;
  await using road = await openRoad({ refuse: onlyMantle });
  const served = await serve(road, question({ model: 'gpt-5.6-sol' }));
  expect(served).toMatchObject({ status: 200, refusals: [''] });
  expect(served.sent).toMatchObject({
    url: '/openai/v1/responses',
    service: 'bedrock-mantle',
    model: 'openai.gpt-5.6-sol',
  });
});
