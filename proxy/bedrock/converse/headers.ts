import { parseRecord } from '../json/values.ts';
import type { ConverseBody } from './wire.ts';

type Fields = Pick<ConverseBody, 'guardrailConfig' | 'performanceConfig' | 'requestMetadata' | 'serviceTier'>;

/** What clients of InvokeModel say in headers, and Converse takes in its body (@aws-sdk/client-bedrock-runtime). */
export function fieldsOfHeaders(headers: Readonly<Record<string, string>>): Fields {
  const guardrail = headers['x-amzn-bedrock-guardrailidentifier'];
  const version = headers['x-amzn-bedrock-guardrailversion'];
  const trace = headers['x-amzn-bedrock-trace']?.toLowerCase();
  const latency = headers['x-amzn-bedrock-performanceconfig-latency'];
  const tier = headers['x-amzn-bedrock-service-tier'];
  const metadata = Object.entries(parseRecord(headers['x-amzn-bedrock-request-metadata'] ?? '') ?? {});
  return {
    ...(guardrail
      ? {
          guardrailConfig: {
            guardrailIdentifier: guardrail,
            ...(version ? { guardrailVersion: version } : {}),
            ...(trace ? { trace: trace as 'enabled' } : {}),
          },
        }
      : {}),
    ...(latency ? { performanceConfig: { latency: latency as 'optimized' } } : {}),
    ...(tier ? { serviceTier: { type: tier as 'flex' } } : {}),
    ...(metadata.length > 0
      ? {
          requestMetadata: Object.fromEntries(
            metadata.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
          ),
        }
      : {}),
  };
}
