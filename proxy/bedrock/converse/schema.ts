import { asRecord } from '../json/values.ts';

type Schema = Record<string, unknown>;

/** Keys that say nothing about the input, and that Bedrock's other models refuse (BerriAI/litellm#10062). */
const DROPPED = ['$schema', '$id'];

/**
 * A tool's input schema as Converse takes it: that of an object (earendil-works/pi#8279), with only `fields` at its top
 * where the model takes no others (pydantic/pydantic-ai#1623); references to what is left out are written out.
 */
export function toolSchema(schema: Schema, fields: readonly string[] | undefined): Schema {
  const object: Schema = { ...schema, type: 'object' };
  for (const key of DROPPED) delete object[key];
  if (!fields) return object;
  const inlined = new Inliner(schema).inline(object.properties ?? {});
  const whole: Schema = { ...object, properties: asRecord(inlined) ?? {} };
  return Object.fromEntries(Object.entries(whole).filter(([key]) => fields.includes(key)));
}

/** Bounds for schemas that refer to themselves, or to one thing many times. */
const MAX_DEPTH = 32;
const MAX_NODES = 20_000;

/** Writes out references to a schema's own definitions; one that leads nowhere, or too far, allows anything. */
class Inliner {
  readonly #definitions: ReadonlyMap<string, unknown>;
  #nodes = 0;

  constructor(schema: Schema) {
    const entries = ['$defs', 'definitions'].flatMap((place) =>
      Object.entries(asRecord(schema[place]) ?? {}).map(([name, value]) => [`#/${place}/${name}`, value] as const),
    );
    this.#definitions = new Map(entries);
  }

  inline(value: unknown, depth = 0): unknown {
    if (typeof value !== 'object' || value === null || this.#definitions.size === 0) return value;
    if (depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return {};
    if (Array.isArray(value)) return value.map((item) => this.inline(item, depth + 1));
    const { $ref, ...rest } = value as Schema;
    if (typeof $ref === 'string') {
      const target = asRecord(this.inline(this.#definitions.get($ref) ?? {}, depth + 1)) ?? {};
      return { ...target, ...rest };
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.inline(item, depth + 1)]));
  }
}
