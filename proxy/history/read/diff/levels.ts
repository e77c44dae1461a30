import type { Block } from '../../store/blocks.ts';

/** Parts of a prompt in the order in which they are cached: a change in one costs all that come after it. */
export type Level = 'tools' | 'system' | 'messages';

/** Fields that are no part of the prompt, and come before it in lists. */
export type Place = 'fields' | Level;

/** In the order of caching. */
export const PLACES: readonly Place[] = ['fields', 'tools', 'system', 'messages'];

const STARTS: readonly [Level, RegExp][] = [
  ['tools', /^(?:tools|toolConfig\.tools)\[/],
  ['system', /^(?:system|instructions)\[/],
  ['messages', /^(?:messages|input)\[/],
];

/** Where a block stands: `messages` for `messages[4].content[1]`, `fields` for `thinking`. */
export function placeOf({ path }: Pick<Block, 'path'>): Place {
  return STARTS.find(([, start]) => start.test(path))?.[0] ?? 'fields';
}

/**
 * Fields beside the prompt that caches depend on, and the first level that is lost when they change:
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#what-invalidates-the-cache
 * Names after a point are members of Converse's request.
 */
export const FIELD_LEVELS: readonly { readonly field: RegExp; readonly level: Level; readonly name: string }[] = [
  { field: /^speed$/, level: 'system', name: 'the speed setting' },
  { field: /^tool_choice$|^toolConfig\.toolChoice$/, level: 'messages', name: 'tool_choice' },
  { field: /^thinking$/, level: 'messages', name: 'the thinking settings' },
  // The row "Effort setting": of some models alone.
  { field: /^output_config$/, level: 'messages', name: 'output_config (effort or format)' },
  // Where Converse has thinking and effort.
  { field: /^additionalModelRequestFields$/, level: 'messages', name: 'the thinking settings' },
];
