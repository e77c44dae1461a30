/** What a refusal (HTTP 400) says about the request, in a form that a later request can heed. */
export type Refusal =
  | { readonly kind: 'fields'; readonly paths: readonly string[] }
  | { readonly kind: 'betas'; readonly flags: readonly string[] }
  | { readonly kind: 'nameless-beta' }
  | { readonly kind: 'system-role' }
  | { readonly kind: 'tool-streaming' }
  | { readonly kind: 'reserved-word'; readonly word: string };

interface Wording {
  readonly pattern: RegExp;
  readonly source: string;
}

/** Wordings that name a field: the first group is its path. */
const FIELD_WORDINGS: readonly Wording[] = [
  { pattern: /([\w.]+): Extra inputs are not permitted/g, source: 'anthropics/claude-code#49548' },
  { pattern: /(?:#?([/\w]*): )?extraneous key \[(\w+)\] is not permitted/g, source: 'BerriAI/litellm#15172' },
  { pattern: /[`'"]([a-z_.]+)[`'"] is not supported/g, source: 'no public case: a likely wording' },
  { pattern: /[Uu]nknown (?:parameter|field):? [`'"]?([a-z_.]+)/g, source: 'no public case: a likely wording' },
  { pattern: /[`'"]([a-z_]+)[`'"] (?:is|are) deprecated for this model/g, source: 'promptfoo#10307' },
  {
    pattern: /does not support (?:the )?[`'"]?([a-z_.]+)[`'"]?(?: parameter| field)/g,
    source: 'anthropics/claude-code-action#1005',
  },
  { pattern: /doesn.t support the ([\w.]+) field/g, source: 'crewAIInc/crewAI#3317: of Converse' },
];

/** anthropics/claude-code-action#928. */
const RESERVED_WORD = /([\w-]+) is a reserved keyword and may not be used in the system prompt/i;

/** Without these there is no request, or another one: a refusal that names them is the client's to mend. */
const ESSENTIAL = new Set(['messages', 'model', 'max_tokens', 'anthropic_version', 'system', 'tools', 'stream']);

/** Members that carry what was said, or without which what they are in means nothing. */
const CONTENT =
  /(?:^|\.)(?:role|content|text|input|name|source|id|tool_use_id|type|data|media_type|thinking|signature|input_schema|budget_tokens|\*)$/;

/** Fields that refusals name without the object that they are in. */
const FULL_PATHS: Readonly<Record<string, string>> = { effort: 'output_config.effort' };

/**
 * Reads a refusal's message. `sentBetas` are the flags that were sent, to find them in it.
 * Undefined where the message names nothing that Adit could leave out.
 */
export function readRefusal(message: string, sentBetas: readonly string[]): Refusal | undefined {
  if (/beta/i.test(message)) {
    const flags = sentBetas.filter((flag) => message.includes(flag));
    if (flags.length > 0) return { kind: 'betas', flags };
    // CLIProxyAPI#4750: InvokeModel does not say which.
    if (/invalid beta flag/i.test(message) && sentBetas.length > 0) return { kind: 'nameless-beta' };
  }
  // earendil-works/pi#3739: of Converse, where the same request is taken whole.
  if (/support tool use in streaming mode/i.test(message)) return { kind: 'tool-streaming' };
  if (/messages\.\d+\.role|role ['"`]?system/i.test(message)) return { kind: 'system-role' };
  const [, word] = RESERVED_WORD.exec(message) ?? [];
  if (word !== undefined) return { kind: 'reserved-word', word };
  const paths = namedFields(message);
  return paths.length > 0 ? { kind: 'fields', paths } : undefined;
}

function namedFields(message: string): string[] {
  const found = FIELD_WORDINGS.flatMap(({ pattern }) => [...message.matchAll(pattern)].map(toPath));
  return [...new Set(found)].filter((path) => !ESSENTIAL.has(path) && (path === 'thinking' || !CONTENT.test(path)));
}

function toPath([, first = '', key]: RegExpMatchArray): string {
  const path = key === undefined ? first : `${first}/${key}`;
  const steps = path.split(/[./]/).filter(Boolean);
  const general = steps.map((step) => (/^\d+$/.test(step) ? '*' : step)).join('.');
  return FULL_PATHS[general] ?? general;
}
