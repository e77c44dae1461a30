import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonArray, JsonObject } from '../../proxy/bedrock/json/tree.ts';
import { spelledMembers, spelledObject, spelledSpaces, spelledValue } from './spelled.ts';

type Plain = Record<string, unknown>;

/** Numbers that choose what to do and where, and a value to do it with. */
interface Edit {
  readonly kind: number;
  readonly steps: readonly number[];
  readonly value: unknown;
}

const anyEdit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.nat(5),
  steps: fc.array(fc.nat(6), { minLength: 6, maxLength: 6 }),
  value: fc.oneof(spelledValue, fc.constant('[{"role":"new","content":[{"n":1},2]}]')).map(plainValue),
});

test('any edits of members, items and what is inside them equal the same edits of the parsed object', () => {
  fc.assert(
    fc.property(
      spelledMembers,
      spelledSpaces,
      fc.array(anyEdit, { maxLength: 8 }),
      fc.boolean(),
      (members, spaces, edits, cut) => {
        const text = spelledObject(members, spaces);
        const tree = JsonObject.parse(
          Buffer.from(text),
          new Set(cut ? (members.map(({ name }) => JSON.parse(name)) as string[]) : []),
        );
        const plain = JSON.parse(text) as Plain;
        for (const edit of edits) {
          editObject(tree, plain, edit);
          expect(JSON.parse(tree.toBuffer().toString())).toEqual(plain);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('an item put into an array that was itself put in is written', () => {
  const tree = JsonObject.parse(Buffer.from('{"messages":[]}'), new Set(['messages']));
  tree.array('messages')?.insert(0, { role: 'user', content: [{ type: 'text', text: 'a' }] });
  tree.array('messages')?.object(0)?.array('content')?.insert(1, { type: 'text', text: 'b' });
  tree.array('messages')?.object(0)?.array('content')?.object(0)?.write('text', 'c');
  expect(tree.toBuffer().toString()).toBe(
    '{"messages":[{"role":"user","content":[{"type":"text","text":"c"},{"type":"text","text":"b"}]}]}',
  );
});

test('everything taken out leaves an empty object and an empty array', () => {
  const tree = JsonObject.parse(Buffer.from('{ "a" : [ 1 , 2 ] , "b" : 3 }'), new Set());
  const list = tree.array('a');
  list?.remove(1);
  list?.remove(0);
  tree.remove('b');
  expect(tree.toBuffer().toString()).toBe('{"a" : []}'.replace(' : ', ':'));
  tree.remove('a');
  expect(tree.toBuffer().toString()).toBe('{}');
});

/** Does the same to the tree and to the plain object: a member is set or taken out, or something inside it edited. */
function editObject(tree: JsonObject, plain: Plain, { kind, steps, value }: Edit): void {
  const [pick = 0, ...rest] = steps;
  const names = Object.keys(plain);
  const name = names[pick % Math.max(names.length, 1)] ?? 'new';
  const list = kind > 2 ? tree.array(name) : undefined;
  if (list && Array.isArray(plain[name])) editArray(list, plain[name], { kind, steps: rest, value });
  else if (kind % 3 === 0) {
    expect(tree.remove(name)).toBe(name in plain);
    delete plain[name];
  } else {
    const key = kind % 3 === 1 ? name : `new${pick}`;
    tree.write(key, value);
    plain[key] = structuredClone(value);
  }
}

function editArray(list: JsonArray, plain: unknown[], { kind, steps, value }: Edit): void {
  const [pick = 0, action = 0, ...rest] = steps;
  expect(list.length).toBe(plain.length);
  const index = pick % Math.max(plain.length, 1);
  const item = plain[index];
  const object = action > 2 ? list.object(index) : undefined;
  expect(list.read(index)).toEqual(item);
  if (object) editObject(object, item as Plain, { kind: kind + action, steps: rest, value });
  else if (action === 0 || plain.length === 0) {
    list.insert(index, value);
    plain.splice(index, 0, structuredClone(value));
  } else if (action === 1) {
    list.remove(index);
    plain.splice(index, 1);
  } else {
    list.write(index, value);
    plain[index] = structuredClone(value);
  }
}

/** The value as JSON can write it: no minus zero, no number beyond a double. */
function plainValue(text: string): unknown {
  return JSON.parse(JSON.stringify(JSON.parse(text)));
}
