import type { JsonObject } from './call.ts';

/** What every text in a sampled value starts with. */
const label = 'Adit demo';
/** Schemas may refer to themselves; below this depth optional parts are left out. */
const maxDepth = 6;

/**
 * Makes up a value that satisfies a JSON schema, where that is possible without knowing what it means:
 * required properties, the first of any choice, numbers within their bounds. Patterns are not honoured.
 */
export function sampleOf(schema: unknown): unknown {
  return sample(schema, schema, 0);
}

function sample(schema: unknown, root: unknown, depth: number): unknown {
  if (typeof schema !== 'object' || schema === null) return label;
  const rules = schema as JsonObject;
  if ('const' in rules) return rules.const;
  if (Array.isArray(rules.enum)) return rules.enum[0];
  if ('default' in rules) return rules.default;
  if (typeof rules.$ref === 'string')
    return depth > maxDepth ? null : sample(lookUp(rules.$ref, root), root, depth + 1);
  const choices = rules.anyOf ?? rules.oneOf;
  if (Array.isArray(choices)) return sample(choices[0], root, depth + 1);
  if (Array.isArray(rules.allOf)) return sample(Object.assign({}, rules, { allOf: null }, ...rules.allOf), root, depth);

  const type = Array.isArray(rules.type)
    ? rules.type[0]
    : (rules.type ?? ('properties' in rules ? 'object' : 'string'));
  if (type === 'object') return sampleObject(rules, root, depth);
  if (type === 'array')
    return Array.from({ length: Number(rules.minItems ?? 0) || (depth < maxDepth ? 1 : 0) }, () =>
      sample(rules.items, root, depth + 1),
    );
  if (type === 'integer' || type === 'number') return sampleNumber(rules);
  if (type === 'boolean') return false;
  return type === 'null' ? null : sampleText(rules);
}

function sampleObject(rules: JsonObject, root: unknown, depth: number): JsonObject {
  const properties = Object.entries((rules.properties ?? {}) as JsonObject);
  const required = new Set(Array.isArray(rules.required) ? rules.required : []);
  const wanted = properties.filter(([name]) => required.has(name) || (required.size === 0 && depth < 2));
  return Object.fromEntries(wanted.map(([name, property]) => [name, sample(property, root, depth + 1)]));
}

function sampleNumber(rules: JsonObject): number {
  const low = Number(rules.minimum ?? Number(rules.exclusiveMinimum ?? -1) + 1);
  const high = Number(rules.maximum ?? Number.POSITIVE_INFINITY);
  const step = Number(rules.multipleOf ?? 1);
  return Math.min(Math.ceil(low / step) * step, high);
}

function sampleText(rules: JsonObject): string {
  const formats: Record<string, string> = {
    date: '2026-01-01',
    'date-time': '2026-01-01T00:00:00Z',
    time: '00:00:00Z',
    email: 'demo@example.com',
    uri: 'https://example.com/adit-demo',
    uuid: '00000000-0000-4000-8000-000000000000',
  };
  const text = formats[String(rules.format)] ?? label;
  return text.padEnd(Number(rules.minLength ?? 0), '.').slice(0, Number(rules.maxLength ?? Number.POSITIVE_INFINITY));
}

/** Follows `#/$defs/Name`, a pointer within the same document (RFC 6901). */
function lookUp(reference: string, root: unknown): unknown {
  const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return path.reduce<unknown>((node, key) => {
    const name = decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
    return (node as JsonObject | undefined)?.[name];
  }, root);
}
