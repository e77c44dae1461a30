import type { JsonObject } from '../../../proxy/demo/call.ts';
import { type Finding, invalidValue, missingString, unknownName, unreadable } from './openai-rule.ts';
import { isObject, objectOf } from './rule.ts';

const toolName = /^[a-zA-Z0-9_-]{1,64}$/;
const formatName = /^[a-zA-Z0-9_-]{1,64}$/;

/** Looks at a tool's name and schema, as both routes have them. Shape: `FunctionDefinition` of npm openai. */
export function functionMistake(definition: JsonObject, path: string): Finding | undefined {
  const { parameters, description, strict } = definition;
  const missing = missingString(definition, ['name'], path);
  if (missing) return missing;
  if (!toolName.test(String(definition.name)))
    return invalidValue(
      `${path}.name`,
      `Invalid '${path}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
    );
  if (!absent(parameters) && !isObject(parameters))
    return unreadable(`${path}.parameters: invalid type, expected a map`);
  if (isObject(parameters) && parameters.type !== undefined && parameters.type !== 'object')
    return invalidValue(
      `${path}.parameters`,
      `Invalid schema for function '${definition.name}': schema must be a JSON Schema of 'type: "object"'.`,
    );
  if (!absent(description) && typeof description !== 'string')
    return unreadable(`${path}.description: invalid type, expected a string`);
  return absent(strict) || typeof strict === 'boolean'
    ? undefined
    : unreadable(`${path}.strict: invalid type, expected a boolean`);
}

/** Looks at a format of type `json_schema`: the fields that have to be there, and no other ones. */
export function schemaMistake(value: unknown, path: string, fields: readonly string[]): Finding | undefined {
  const format = objectOf(value);
  const wrong = unknownName(format, fields, `${path}.`) ?? missingString(format, ['name'], path);
  if (wrong) return wrong;
  if (!formatName.test(String(format.name)))
    return invalidValue(`${path}.name`, `Invalid '${path}.name': string does not match pattern.`);
  return isObject(format.schema) ? undefined : unreadable(`${path}: missing field \`schema\``);
}

/**
 * Looks at an address of an image: nothing is fetched.
 * Source: https://github.com/BerriAI/litellm litellm/llms/bedrock/chat/chat_completions/transformation.py
 */
export function imageMistake(url: unknown, images: boolean, path: string): Finding | undefined {
  if (!images) return invalidValue(path, 'This model does not support image inputs.');
  if (typeof url === 'string' && /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/.test(url))
    return undefined;
  return invalidValue(path, `Invalid '${path}': expected a base64-encoded data URL with an image MIME type.`);
}

/** Looks at a number that may be missing. */
export function rangeMistake(body: JsonObject, field: string, low: number, high: number): Finding | undefined {
  const value = body[field];
  if (absent(value) || (typeof value === 'number' && value >= low && value <= high)) return undefined;
  return invalidValue(field, `Invalid '${field}': expected a number between ${low} and ${high}.`);
}

/** Looks at a limit of the output, which is a whole number from `low` to what the model can. */
export function limitMistake(body: JsonObject, field: string, low: number, high: number): Finding | undefined {
  const value = body[field];
  if (absent(value)) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) return unreadable(`${field}: invalid type, expected u32`);
  if (value < low)
    return {
      message: `Invalid '${field}': integer below minimum value. Expected a value >= ${low}, but got ${value} instead.`,
      code: 'integer_below_min_value',
      param: field,
    };
  if (value <= high) return undefined;
  return {
    message: `Invalid '${field}': integer above maximum value. Expected a value <= ${high}, but got ${value} instead.`,
    code: 'integer_above_max_value',
    param: field,
  };
}

export function absent(value: unknown): boolean {
  return value === undefined || value === null;
}
