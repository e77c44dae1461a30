type Schema = Readonly<Record<string, unknown>>;

/** Not supported at the top level of a schema (anthropics/claude-code#27337). */
const REFUSED_AT_TOP = ['oneOf', 'allOf', 'anyOf'];

/** The schema of a tool's input, out of a function's parameters. What is left out is noted. */
export function toInputSchema(parameters: Schema | null | undefined, notes: Set<string>): Schema {
  const schema: Record<string, unknown> = { properties: {}, ...parameters, type: 'object' };
  for (const word of REFUSED_AT_TOP.filter((word) => Object.hasOwn(schema, word))) {
    delete schema[word];
    notes.add(`tools.parameters.${word} dropped`);
  }
  return schema;
}

/**
 * Said of tools whose schema is to be kept to strictly. Schemas of OpenAI's are not Claude's: one with a `minimum` in it
 * would end every request (earendil-works/pi#9953), and https://platform.claude.com/docs/en/api/openai-sdk ignores it too.
 */
export const STRICT_DROPPED = 'tools.strict dropped';

/** Said of all but the first of tools with one name, which are refused. */
export const DOUBLE_DROPPED = 'tools of a name that was there already dropped';

/** The one property of a tool that is called with text. */
export const FREE_FORM = 'input';

/** What the text has to be like. */
export interface Grammar {
  readonly syntax?: unknown;
  readonly definition?: unknown;
}

/** A tool that takes text: no other wire has those, so the text is the one property of an object. */
export function freeForm(description: string | null | undefined, { syntax, definition }: Grammar = {}) {
  const language = typeof syntax === 'string' ? `${syntax} ` : '';
  const grammar = typeof definition === 'string' ? ` It has to match this ${language}grammar:\n${definition}` : '';
  return {
    description: `${description ? `${description}\n\n` : ''}The value of "${FREE_FORM}" is plain text.${grammar}`,
    input_schema: {
      type: 'object',
      properties: { [FREE_FORM]: { type: 'string' } },
      required: [FREE_FORM],
      additionalProperties: false,
    },
  };
}
