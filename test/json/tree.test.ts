import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSyntaxError } from '../../proxy/bedrock/json/scanner.ts';
import { JsonObject } from '../../proxy/bedrock/json/tree.ts';
import { spelledMembers, spelledObject, spelledSpaces, spelledValue } from './spelled.ts';

const NO_CUTS: ReadonlySet<string> = new Set();

test('what nobody changed is written byte for byte, however it is spelled', () => {
  fc.assert(
    fc.property(spelledMembers, spelledSpaces, fc.boolean(), (members, spaces, cut) => {
      const text = spelledObject(members, spaces);
      const cuts = new Set(cut ? members.map(({ name }) => JSON.parse(name) as string) : []);
      const object = JsonObject.parse(Buffer.from(text), cuts);
      expectSame(object, text);
    }),
    { numRuns: 300 },
  );
});

test('looking at members changes nothing of what is written', () => {
  fc.assert(
    fc.property(spelledMembers, spelledSpaces, (members, spaces) => {
      const text = spelledObject(members, spaces);
      const object = JsonObject.parse(Buffer.from(text), NO_CUTS);
      const parsed = JSON.parse(text) as Record<string, unknown>;
      for (const name of object.names()) {
        expect(object.read(name)).toEqual(parsed[name]);
        object.array(name);
        expect(object.read(name)).toEqual(parsed[name]);
      }
      expect(object.names().toSorted()).toEqual(Object.keys(parsed).toSorted());
      expectSame(object, text);
    }),
  );
});

test('after a change, every member that was not touched is still spelled as before', () => {
  fc.assert(
    fc.property(spelledMembers, spelledSpaces, fc.nat(), spelledValue, (members, spaces, pick, value) => {
      const object = JsonObject.parse(Buffer.from(spelledObject(members, spaces)), NO_CUTS);
      const changed = members[pick % Math.max(members.length, 1)];
      object.write(changed ? (JSON.parse(changed.name) as string) : 'new', JSON.parse(value));
      const written = object.toBuffer().toString();
      for (const member of members) if (member !== changed) expect(written).toContain(member.value);
    }),
  );
});

test('a name that is there twice counts once, with its last value', () => {
  const object = JsonObject.parse(Buffer.from('{"a":1, "b":[2], "\\u0061":3 }'), NO_CUTS);
  expect(object.read('a')).toBe(3);
  expect(object.toBuffer().toString()).toBe('{"b":[2], "\\u0061":3}');
});

test('names that mean something to JavaScript are names like any other', () => {
  const text = '{"__proto__":1,"constructor":2,"toString":3}';
  const object = JsonObject.parse(Buffer.from(text), NO_CUTS);
  expect([object.read('__proto__'), object.read('constructor'), object.has('valueOf')]).toEqual([1, 2, false]);
  object.remove('constructor');
  expect(object.toBuffer().toString()).toBe('{"__proto__":1,"toString":3}');
});

test('a byte order mark and spaces around the object are left out', () => {
  expect(JsonObject.parse(Buffer.from('\ufeff {"a":1} \n'), NO_CUTS).toBuffer().toString()).toBe('{"a":1}');
});

test('bytes that are no UTF-8 pass through', () => {
  const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('","b":1}')]);
  const object = JsonObject.parse(bytes, NO_CUTS);
  object.write('b', 2);
  expect(object.toBuffer()).toEqual(Buffer.concat([bytes.subarray(0, -2), Buffer.from('2}')]));
});

for (const [name, open, close] of [
  ['arrays', '[', ']'],
  ['objects', '{"a":', '}'],
] as const) {
  test(`${name} nested 100,000 deep are passed over, cut and read without trouble`, () => {
    const deep = open.repeat(100_000) + (open === '[' ? '' : '1') + close.repeat(100_000);
    const text = `{"model":"m","deep":${deep},"list":[${deep}]}`;
    const object = JsonObject.parse(Buffer.from(text), new Set(['list']));
    expect(object.toBuffer().toString()).toBe(text);
    object.array('deep');
    object.array('list')?.object(0);
    expect(object.read('deep')).toBeTypeOf('object');
    object.write('model', 'n');
    expect(object.toBuffer().toString()).toBe(text.replace('"m"', '"n"'));
  });

  test(`${name} nested 100,000 deep that are never closed are a syntax error`, () => {
    const text = `{"deep":${open.repeat(100_000)}`;
    expect(() => JsonObject.parse(Buffer.from(text), NO_CUTS)).toThrow(JsonSyntaxError);
  });
}

test('a body of 8 MB with a million backslashes is passed over in well under a second', () => {
  const text = `{"a":"${'\\\\'.repeat(1_000_000)}","b":"${'\\"x'.repeat(1_000_000)}","c":"${'y'.repeat(3_000_000)}"}`;
  const start = performance.now();
  expect(JsonObject.parse(Buffer.from(text), NO_CUTS).toBuffer()).toHaveLength(text.length);
  expect(performance.now() - start).toBeLessThan(800);
});

/** Byte for byte; but an object that was cut and has a name twice is written with one of them, as JSON.parse has it. */
function expectSame(object: JsonObject, text: string): void {
  if (object.changed) expect(JSON.parse(object.toBuffer().toString())).toEqual(JSON.parse(text));
  else expect(object.toBuffer().toString()).toBe(text);
}
