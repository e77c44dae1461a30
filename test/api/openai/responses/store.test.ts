import { expect, test } from 'vitest';
import { ResponseStore } from '../../../../proxy/api/openai/responses/store.ts';
import { deleteResponse, getResponse, listInputItems } from '../../../../proxy/api/openai/responses/stored.ts';
import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { call, errorOf, functionTool, kept, output, read, translated, user, whole } from './support.ts';

const text = (words: string) => ({ type: 'text', text: words });
const says = (words: string) => ({ content: [text(words)] });
const tools = [functionTool('run')];
const thinks = [
  { type: 'thinking', thinking: 'hm', signature: 'sig' },
  { type: 'tool_use', id: 'a', name: 'run', input: { x: 1 } },
];
const page = (keeps: ReturnType<typeof kept>, id: string, query = '') =>
  listInputItems(keeps.store, id, new URLSearchParams(query)) as { data: { id: string }[] } & JsonObject;

test('a request that names the response before continues its conversation, and instructions do not go along', () => {
  const keeps = kept();
  const first = whole(read({ instructions: 'be brief' }, keeps), says('hi'));
  const second = whole(read({ previous_response_id: first.id, input: 'and?' }, keeps), says('so'));
  const { body } = translated({ previous_response_id: second.id, input: [user('more')] }, keeps);
  expect(body).not.toHaveProperty('system');
  expect(body.messages.map(({ content }) => content)).toEqual(
    ['hello', 'hi', 'and?', 'so', 'more'].map((words) => [text(words)]),
  );
});

test('the thinking of a response that is continued is there, though the client never saw it', () => {
  const keeps = kept();
  const { id, output: items } = whole(read({ tools }, keeps), { content: thinks, stop_reason: 'tool_use' });
  expect(JSON.stringify(items)).not.toContain('encrypted');
  // Nothing but the store knows it.
  const { body } = translated(
    { previous_response_id: id, input: [output('a')], tools },
    { ...kept(), store: keeps.store },
  );
  expect(body.messages[1]).toEqual({ role: 'assistant', content: thinks });
});

test('a reference to an item is the item', () => {
  const keeps = kept();
  const { output: items } = whole(read({ tools }, keeps), { content: thinks, stop_reason: 'tool_use' });
  const references = items.map(({ id }, index) => (index === 0 ? { type: 'item_reference', id } : { id }));
  const { body } = translated({ input: [user('go'), ...references, output('a')] }, keeps);
  expect(body.messages[1]).toEqual({ role: 'assistant', content: thinks });
});

test('a response that is not there is refused in the words of OpenAI', () => {
  expect(errorOf({ previous_response_id: 'resp_nope' })).toEqual({
    status: 400,
    shouldRetry: false,
    message: "Previous response with id 'resp_nope' not found.",
    type: 'invalid_request_error',
    param: 'previous_response_id',
    code: 'previous_response_not_found',
  });
  const reference = errorOf({ input: [user('a'), { type: 'item_reference', id: 'rs_nope' }] });
  expect(reference).toMatchObject({ status: 400, param: 'input.1.id' });
  expect(reference.message).toContain("Item with id 'rs_nope' not found.");
});

test('with store false nothing is kept', () => {
  const keeps = kept();
  const { id } = whole(read({ store: false }, keeps), says('hi'));
  expect(() => getResponse(keeps.store, id)).toThrow('not found');
  expect(errorOf({ previous_response_id: id }, keeps)).toMatchObject({ code: 'previous_response_not_found' });
});

test('a response can be read, and deleted', () => {
  const keeps = kept();
  const response = whole(read({ tools }, keeps), says('hi'));
  expect(getResponse(keeps.store, response.id)).toEqual(response);
  expect(deleteResponse(keeps.store, response.id)).toEqual({ id: response.id, object: 'response', deleted: true });
  for (const act of [getResponse, deleteResponse]) {
    expect(() => act(keeps.store, response.id)).toThrow(
      expect.objectContaining({ status: 404, type: 'invalid_request_error', shouldRetry: false }),
    );
  }
  expect(errorOf({ input: [{ type: 'item_reference', id: response.output[0]?.id }] }, keeps).status).toBe(400);
});

test('the input of a response is listed, newest first or oldest first, page by page', () => {
  const keeps = kept();
  const input = [user('one'), call('a'), output('a'), { id: 'msg_own', ...user('two') }];
  const { id } = whole(read({ input }, keeps), says('hi'));
  const all = page(keeps, id, 'order=asc');
  expect(all).toMatchObject({
    object: 'list',
    has_more: false,
    data: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'one' }] },
      call('a'),
      output('a'),
      { id: 'msg_own' },
    ],
  });
  const ids = all.data.map((item) => item.id);
  expect(all).toMatchObject({ first_id: ids[0], last_id: 'msg_own' });
  expect(page(keeps, id).data.map((item) => item.id)).toEqual(ids.toReversed());
  const second = page(keeps, id, `order=asc&limit=2&after=${ids[0]}`);
  expect(second).toMatchObject({ has_more: true, first_id: ids[1], last_id: ids[2] });
  expect(() => page(keeps, id, 'limit=0')).toThrow('limit: ');
  expect(() => page(keeps, id, 'after=nope')).toThrow('after: ');
  expect(() => page(keeps, 'resp_nope')).toThrow('not found');
});

test('the oldest responses go first, by their number and by their size', () => {
  const put = (store: ResponseStore, id: string, bytes: number) =>
    store.put({ response: { id }, input: [{ id: `in_${id}` }, { id: 'shared' }], output: [], bytes });
  const few = new ResponseStore({ maxResponses: 2 });
  for (const id of ['a', 'b', 'c']) put(few, id, 1);
  expect(['a', 'b', 'c'].map((id) => few.get(id) !== undefined)).toEqual([false, true, true]);
  expect([few.item('in_a'), few.item('in_b'), few.item('shared')]).toEqual([
    undefined,
    { id: 'in_b' },
    { id: 'shared' },
  ]);
  const small = new ResponseStore({ maxBytes: 100 });
  put(small, 'a', 60);
  put(small, 'large', 101);
  put(small, 'b', 40);
  put(small, 'b', 40);
  expect(['a', 'large', 'b'].map((id) => small.get(id) !== undefined)).toEqual([true, false, true]);
  put(small, 'c', 1);
  expect(['a', 'b', 'c'].map((id) => small.get(id) !== undefined)).toEqual([false, true, true]);
});

test('what a conversation weighs is counted with all that it continues', () => {
  const keeps = { ...kept(), store: new ResponseStore({ maxBytes: 24_000 }) };
  const long = 'x'.repeat(6000);
  const first = whole(read({ input: long }, keeps), says('hi'));
  const second = whole(read({ input: long, previous_response_id: first.id }, keeps), says('hi'));
  expect(keeps.store.get(first.id)).toBeDefined();
  const third = whole(read({ input: long, previous_response_id: second.id }, keeps), says('hi'));
  expect([first, second, third].map(({ id }) => keeps.store.get(id) !== undefined)).toEqual([false, false, true]);
});
