import { asRecord } from '../json/values.ts';
import type { MessagesRequest } from '../messages/request.ts';
import { compact, type Notes } from './fitted.ts';

/** A tool as both of OpenAI's APIs describe one. */
export interface FunctionTool {
  name: string;
  description?: string;
  parameters: Record<string, unknown>;
}

/** The client's own tools; those that Anthropic's servers run are left out. */
export function ownTools({ tools }: MessagesRequest, notes: Notes): FunctionTool[] {
  const own = tools.filter(({ type }) => type === undefined || type === null || type === 'custom');
  if (own.length < tools.length) notes.add("tools of Anthropic's servers dropped: this model has none");
  return own.map(({ name, description, input_schema }) =>
    compact<FunctionTool>({
      name,
      description: description || undefined,
      parameters: input_schema ?? { type: 'object', properties: {} },
    }),
  );
}

/** The schema that the answer is to follow, in the shape of OpenAI's APIs. `output_format` is the field's older name. */
export function formatOf(
  asked: MessagesRequest,
): { name: string; schema: Record<string, unknown>; strict: false } | undefined {
  const format = asked.output_config?.format ?? asRecord(asked.output_format);
  const schema = asRecord(format?.schema);
  // Strict schemas have to require every member, which Anthropic's need not.
  return format?.type === 'json_schema' && schema ? { name: 'answer', schema, strict: false } : undefined;
}
