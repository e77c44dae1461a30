import type { SurfaceName } from './catalogue.ts';

/** Surfaces of ids that the catalogue lacks, in the order in which they are tried. First match counts. */
const GUESSES: readonly { id: RegExp; surfaces: readonly SurfaceName[] }[] = [
  // An application inference profile's ARN does not say whose model is behind it; most are Claude's.
  { id: /^arn:|(^|\.)anthropic\./, surfaces: ['invoke', 'converse'] },
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
  { id: /(^|\.)openai\.gpt-(?!oss)/, surfaces: ['responses', 'mantle-responses'] },
];

const OTHERS: readonly SurfaceName[] = ['converse', 'chat', 'mantle-chat'];

/** Where a model may be that the catalogue lacks, by its id, a profile's id or an ARN. */
export function guessedSurfaces(id: string): readonly SurfaceName[] {
  return GUESSES.find((guess) => guess.id.test(id))?.surfaces ?? OTHERS;
}
