import OpenAI from 'openai';
import { expect } from 'vitest';
import type { BedrockCall, JsonObject } from '../../proxy/demo/call.ts';
import { answer, conversation, endsInToolResult, type Scenario } from '../bedrock/scenarios.ts';
import { signThinking } from '../bedrock/signature.ts';
import type { Road } from '../support/road.ts';

/** A model for each wire to Bedrock that a request of Chat Completions may take, and the wire's operation. */
export const CHAT_ROADS = [
  { wire: 'the Messages API', model: 'claude-opus-5-5', operation: 'messages' },
  { wire: 'InvokeModel', model: 'claude-sonnet-4-6', operation: 'invoke' },
  { wire: 'Converse', model: 'nova-pro', operation: 'converse' },
  { wire: 'Chat Completions', model: 'kimi-k3', operation: 'chat' },
  { wire: 'Responses', model: 'gpt-6-sol', operation: 'responses' },
] as const;

/** The official SDK of OpenAI, without retries of its own. */
export function openAi({ adit }: Road, options: { apiKey?: string } = {}): OpenAI {
  return new OpenAI({ baseURL: `${adit.url}/v1`, apiKey: adit.key, maxRetries: 0, ...options });
}

export const weatherSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;

/** A tool as Chat Completions has it. */
export const weatherTool = {
  type: 'function',
  function: { name: 'get_weather', description: 'Tells the weather of a city', parameters: { ...weatherSchema } },
} as const;

export const thought = 'First Rome, then Oslo.';
export const cities = ['Rome', 'Oslo – “Ås” 😀'];
export const forecast = 'Rain in Rome, snow in Oslo.';

/** Asks for the weather of two cities at once; once a result has come, answers in text. */
export function weatherAgent({ thinks = false } = {}): Scenario {
  const thinking = { type: 'thinking', thinking: thought, signature: signThinking(thought) };
  return conversation((call) =>
    endsInToolResult(call)
      ? answer({ content: [{ type: 'text', text: forecast }] })
      : answer({
          content: [
            ...(thinks ? [thinking] : []),
            { type: 'text', text: 'I look.' },
            ...cities.map((city, at) => ({ type: 'tool_use', id: `call_${at}`, name: 'get_weather', input: { city } })),
          ],
          stop_reason: 'tool_use',
        }),
  );
}

/** The last call that reached Bedrock. */
export function lastCall({ bedrock }: Road): BedrockCall {
  const call = bedrock.stats.calls.at(-1);
  if (!call) throw new Error('nothing reached Bedrock');
  return call;
}

/** All went to one operation, streamed or whole, and Bedrock refused nothing. */
export function expectSmooth({ bedrock }: Road, operation: string): void {
  expect(bedrock.refusals.map(({ refusal }) => refusal.message)).toEqual([]);
  const asked = new Set(bedrock.stats.calls.map((call) => call.operation.replace(/-stream$/, '')));
  expect([...asked]).toEqual([operation]);
}

/** Everything in a JSON value that is an object with this field, in order. */
export function withField(value: unknown, field: string): JsonObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap((inner) => withField(inner, field));
  return Object.hasOwn(value, field) ? [value as JsonObject, ...inside] : inside;
}

/** A PNG of one pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
