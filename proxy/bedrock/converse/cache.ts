import type { ConverseContext } from './context.ts';
import {
  CACHE_POINT,
  type ConverseBlock,
  type ConverseMessage,
  type ConverseSystemBlock,
  isToolBlock,
} from './wire.ts';

/** How many cache points a request may have (https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html). */
const MAX_CACHE_POINTS = 4;

interface Prompt {
  readonly system: ConverseSystemBlock[];
  readonly messages: ConverseMessage[];
}

/**
 * Leaves the cache points that Bedrock takes: none for models that cache nothing by marks, none beside tool blocks
 * (langchain-aws, ChatBedrockConverse on Nova) or behind reasoning (0xPlaygrounds/rig#1673), and at most four. One that
 * may not stand where it is goes to the end of the nearest turn before it that may have one: what it covers is cached.
 * Where the client set none, Adit does: with `isLong`, for prompts that are long enough to be cached at all.
 */
export function fitCachePoints(prompt: Prompt, isLong: boolean, { abilities, target, notes }: ConverseContext): Prompt {
  const marks = abilities.cachePoints && target.autoCache && isLong && !isMarked(prompt);
  const marked = marks ? markEnds(prompt) : prompt;
  const turns = abilities.cachePoints ? markedTurns(marked.messages) : [];
  // The last one of the system prompt covers those before it.
  const inSystem = abilities.cachePoints ? marked.system.findLastIndex(isCachePoint) : -1;
  const kept = new Set(turns.slice(inSystem < 0 ? -MAX_CACHE_POINTS : 1 - MAX_CACHE_POINTS));
  const count = kept.size + (inSystem < 0 ? 0 : 1);
  if (marks && count > 0) notes.add(`cache points set by Adit: ${count}`);
  return {
    system: marked.system.filter((block, index) => !isCachePoint(block) || index === inSystem),
    messages: marked.messages.map((message, index) => {
      const content = message.content.filter((block) => !isCachePoint(block));
      return { ...message, content: kept.has(index) ? [...content, CACHE_POINT] : content };
    }),
  };
}

function isMarked({ system, messages }: Prompt): boolean {
  return system.some(isCachePoint) || messages.some(({ content }) => content.some(isCachePoint));
}

/** Marks the system prompt, and the user's turns, of which the last ones count: as fit/auto-cache.ts does. */
function markEnds({ system, messages }: Prompt): Prompt {
  const users = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : [])).slice(-2);
  return {
    system: system.length > 0 ? [...system, CACHE_POINT] : system,
    messages: messages.map((message, index) =>
      users.includes(index) ? { ...message, content: [...message.content, CACHE_POINT] } : message,
    ),
  };
}

/** The turns that end in a cache point, once each has its place. */
function markedTurns(messages: readonly ConverseMessage[]): number[] {
  const fits = messages.map(({ content }) => mayEndInCachePoint(content.filter((block) => !isCachePoint(block))));
  const turns = new Set<number>();
  let last = -1;
  for (const [index, { content }] of messages.entries()) {
    if (fits[index]) last = index;
    if (last >= 0 && content.some(isCachePoint)) turns.add(last);
  }
  return [...turns];
}

function isCachePoint(block: { cachePoint?: unknown }): boolean {
  return block.cachePoint !== undefined;
}

function mayEndInCachePoint(content: readonly ConverseBlock[]): boolean {
  return !content.some(isToolBlock) && content.at(-1)?.reasoningContent === undefined;
}
