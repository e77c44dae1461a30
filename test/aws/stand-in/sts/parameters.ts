import { type Call, text } from '../call.ts';
import { Refused } from '../refused.ts';

interface Limit {
  /** Of the length of a text, or of a number. */
  min: number;
  max: number;
  pattern?: RegExp;
}

/** Source of all rows: service model sts in https://github.com/aws/aws-cli (branch v2, awscli/botocore/data). */
const limits = {
  RoleArn: { min: 20, max: 2048 },
  RoleSessionName: { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
  ExternalId: { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ },
  SerialNumber: { min: 9, max: 256, pattern: /^[\w+=/:,.@-]*$/ },
  TokenCode: { min: 6, max: 6, pattern: /^\d*$/ },
  WebIdentityToken: { min: 4, max: 20_000 },
} satisfies Record<string, Limit>;

type Name = keyof typeof limits;

/** A parameter that must be there. Throws ValidationError where it is not, or is outside its limits. */
export function required(call: Call, name: Name): string {
  const value = optional(call, name);
  if (value === undefined) throw invalid(null, name, 'Member must not be null');
  return value;
}

/** A parameter that may be there. Throws ValidationError where it is outside its limits. */
export function optional(call: Call, name: Name): string | undefined {
  const value = text(call, name);
  if (value === undefined) return undefined;
  const { min, max, pattern }: Limit = limits[name];
  const shown = name === 'WebIdentityToken' || name === 'TokenCode' ? '***' : value;
  if (value.length < min) throw invalid(shown, name, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) throw invalid(shown, name, `Member must have length less than or equal to ${max}`);
  if (pattern && !pattern.test(value)) {
    throw invalid(shown, name, `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
  return value;
}

/** `DurationSeconds`, or what it is without. */
export function duration(call: Call, { otherwise, max }: { otherwise: number; max: number }): number {
  const value = text(call, 'DurationSeconds');
  if (value === undefined) return otherwise;
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  const name = 'DurationSeconds';
  if (Number.isNaN(seconds)) throw invalid(value, name, 'Member must be a number');
  if (seconds < 900) throw invalid(value, name, 'Member must have value greater than or equal to 900');
  if (seconds > max) throw invalid(value, name, `Member must have value less than or equal to ${max}`);
  return seconds;
}

/** Wording: no public source. */
function invalid(value: string | null, name: string, constraint: string): Refused {
  const at = name[0]?.toLowerCase() + name.slice(1);
  const shown = value === null ? 'null' : `'${value}'`;
  const message = `1 validation error detected: Value ${shown} at '${at}' failed to satisfy constraint: ${constraint}`;
  return new Refused({ type: 'ValidationError', status: 400, message });
}
