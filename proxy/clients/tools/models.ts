import { CLAUDE_MODELS, type Tier } from '../../bedrock/catalogue/catalogue.ts';

/** A model that a tool is to list. Tools that ask for lists of their own are told the newest of each tier. */
export interface ListedModel {
  /** What Adit takes for the newest of the tier. */
  readonly name: Tier;
  readonly title: string;
  /** Tokens. */
  readonly context: number;
  /** Tokens. */
  readonly maxOutput: number;
}

const TIERS: readonly { readonly name: Tier; readonly title: string }[] = [
  { name: 'opus', title: 'Claude Opus' },
  { name: 'sonnet', title: 'Claude Sonnet' },
  { name: 'haiku', title: 'Claude Haiku' },
];

export function listedModels(): ListedModel[] {
  return TIERS.flatMap(({ name, title }) => {
    const newest = CLAUDE_MODELS.find(({ tier }) => tier === name);
    return newest ? [{ name, title, context: newest.contextWindow, maxOutput: newest.maxOutputTokens }] : [];
  });
}
