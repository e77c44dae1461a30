import { isClaude, type Model, modelOf, type Price, type Scope } from '../bedrock/catalogue/catalogue.ts';
import type { PriceUsed, RequestKind } from './shapes.ts';
import type { OwnPrice } from './worker-messages.ts';

/** What a price depends on; tokens as Bedrock counted them, undefined where it told none. */
export interface Billed {
  readonly kind: RequestKind;
  /** The name that was asked for, and the id that answered. */
  readonly model: string | undefined;
  readonly servedModel: string | undefined;
  readonly inputTokens: number | undefined;
  readonly cacheReadTokens: number | undefined;
  readonly cacheWrite5mTokens: number | undefined;
  readonly cacheWrite1hTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Whether Adit set the cache breakpoints. */
  readonly isAutoCached: boolean;
}

/** Millionths of a US dollar; null where the model has no known price, or nothing is known to have been billed. */
export interface Cost {
  readonly costMicros: number | null;
  readonly savedMicros: number | null;
  readonly price: PriceUsed | null;
}

type OwnPrices = Readonly<Record<string, OwnPrice>>;

const NOTHING: Cost = { costMicros: null, savedMicros: null, price: null };

/**
 * What a request cost. A price in dollars for a million tokens is one in millionths for a token, so tokens times price are
 * millionths; they are rounded once, at the end.
 * Counting tokens is free (https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html); what failed before a
 * token was counted is not billed (https://aws.amazon.com/bedrock/pricing/: by input and output tokens).
 */
export function costOf(billed: Billed, own: OwnPrices): Cost {
  if (billed.kind === 'count') return { ...NOTHING, costMicros: 0 };
  const { inputTokens: input = 0, outputTokens: output = 0, cacheReadTokens: read = 0 } = billed;
  const { cacheWrite5mTokens: write5m = 0, cacheWrite1hTokens: write1h = 0 } = billed;
  const prompt = input + read + write5m + write1h;
  if (prompt + output === 0) return NOTHING;
  const price = priceOf(billed, prompt, own);
  if (!price) return NOTHING;
  const reading = read * price.cacheRead;
  const writing = write5m * price.cacheWrite5m + write1h * price.cacheWrite1h;
  const cost = input * price.input + output * price.output + reading + writing;
  const saved = (read + write5m + write1h) * price.input - reading - writing;
  return { costMicros: Math.round(cost), savedMicros: billed.isAutoCached ? Math.round(saved) : null, price };
}

/** The price of one request whose input has `prompt` tokens in all; a price of the person's own comes first. */
function priceOf({ model: asked, servedModel }: Billed, prompt: number, own: OwnPrices): PriceUsed | undefined {
  const id = servedModel === undefined ? undefined : idOf(servedModel);
  const model = id === undefined ? undefined : modelOf(id);
  const names = [servedModel, id, model?.id, model?.slug, asked].filter((name) => name !== undefined);
  const name = names.find((each) => Object.hasOwn(own, each));
  const given = name === undefined ? undefined : own[name];
  if (given) return { ...filled(given, isClaude(model)), from: 'settings', isLongContext: false };
  const listed = model && id !== undefined ? listedPrice(model, id) : undefined;
  if (!listed) return undefined;
  const { above } = listed;
  const isLongContext = above !== undefined && prompt > above.inputTokens;
  return { ...filled(isLongContext ? above : listed, false), from: 'catalogue', isLongContext };
}

/** The id in an ARN of a foundation model or of AWS's own inference profiles; any other name as it is. */
function idOf(served: string): string {
  return /^arn:[^/]*:(?:foundation-model|inference-profile)\/(.+)$/.exec(served)?.[1] ?? served;
}

/**
 * By the profile that was asked: those of a geography cost more than the global one. Of a geography that the catalogue has
 * no price for, none is known.
 */
function listedPrice(model: Model, id: string): Price | undefined {
  const scopes = Object.entries(model.profiles) as [Scope, string][];
  const scope = scopes.find(([, profile]) => profile === id)?.[0];
  return scope === undefined ? undefined : model.prices[scope];
}

/** What caching costs beside input where it is not given: Anthropic's ratios (https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing). */
const CLAUDE_RATIOS = { cacheRead: 0.1, cacheWrite5m: 1.25, cacheWrite1h: 2 };

/** Elsewhere, what has no price of its own is billed as input. */
const NO_RATIOS = { cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1 };

function filled(price: OwnPrice | Price, isClaudes: boolean): Omit<PriceUsed, 'from' | 'isLongContext'> {
  const ratios = isClaudes ? CLAUDE_RATIOS : NO_RATIOS;
  const { input, output } = price;
  return {
    input,
    output,
    cacheRead: price.cacheRead ?? input * ratios.cacheRead,
    cacheWrite5m: price.cacheWrite5m ?? input * ratios.cacheWrite5m,
    cacheWrite1h: price.cacheWrite1h ?? price.cacheWrite5m ?? input * ratios.cacheWrite1h,
  };
}
