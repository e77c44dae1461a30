import type { IncomingHttpHeaders } from 'node:http';
import { firstOf } from './rule.ts';

/** Values of InvokeModel's own headers; source: schemas of @aws-sdk/client-bedrock-runtime 3.1162.0. */
const valuesOf: Record<string, RegExp> = {
  'x-amzn-bedrock-trace': /^(ENABLED|DISABLED|ENABLED_FULL)$/,
  'x-amzn-bedrock-performanceconfig-latency': /^(standard|optimized)$/,
  'x-amzn-bedrock-service-tier': /^(default|flex|priority|reserved)$/,
  'x-amzn-bedrock-guardrailversion': /^(\d+|DRAFT)$/,
};

/** What is wrong with a header, in the words of AWS's request validation. */
export function headerMistake(headers: IncomingHttpHeaders): string | undefined {
  return firstOf(Object.entries(valuesOf), ([name, pattern]) => {
    const value = headers[name];
    return value === undefined || pattern.test(String(value))
      ? undefined
      : `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`;
  });
}
