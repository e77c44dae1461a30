/** A piece of what somebody said. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is empty where the model keeps its thinking to itself. */
  | { readonly kind: 'thinking'; readonly text: string }
  /** `input`: JSON, or as much of its text as has come. */
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly kind: 'result'; readonly id: string; readonly isError: boolean; readonly parts: readonly Part[] }
  /** `source`: an address that can be shown, where the picture itself was sent. */
  | { readonly kind: 'image'; readonly source: string | null; readonly about: string }
  /** What has no form of its own here. */
  | { readonly kind: 'other'; readonly type: string; readonly value: unknown };

/** What one side said in one go. */
export interface Turn {
  /** `system`, `user`, `assistant`, `tool`, …: as the API has it. */
  readonly role: string;
  readonly parts: readonly Part[];
}

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly value: unknown;
}

/** A request as a conversation, whatever API it was asked by. */
export interface Talk {
  readonly tools: readonly Tool[];
  readonly turns: readonly Turn[];
}

export type Json = Readonly<Record<string, unknown>>;

/** An object's fields; those of none where it is no object. */
export function fieldsOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** JSON text as its value; as it is where it is none, or not whole yet. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
