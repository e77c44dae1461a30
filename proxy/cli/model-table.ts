import { styleText } from 'node:util';
import type { Model, Price, Scope } from '../bedrock/catalogue/catalogue.ts';
import { profileFor, profilesOf, type Resolution, resolve } from '../routing/resolve.ts';

/** What `adit models` tells of one model; the JSON of it is this. */
export interface ModelRow {
  /** What requests name it by: a name of one's own, or the model's. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly maker: string;
  /** Foundation model id. */
  readonly id: string;
  /** What is asked of Bedrock from this region; null where nothing is. */
  readonly through: string | null;
  /** All of its inference profiles that the catalogue or the account knows. */
  readonly profiles: readonly string[];
  /** Whether the account and region have it; null where that is not known. */
  readonly available: boolean | null;
  /** Tokens. */
  readonly context: number;
  /** Tokens. */
  readonly max_output: number;
  readonly input: readonly string[];
  readonly reasoning: boolean;
  /** US dollars for a million tokens, through that profile; null where it is not known. */
  readonly usd_per_million_tokens: Price | null;
}

/** Every model that can be named from here, the person's own names first. */
export function describeModels(resolution: Resolution): ModelRow[] {
  const { aliases, known } = resolution;
  const own = Object.keys(aliases).flatMap((name) => describeAlias(name, resolution));
  const profiles = known.applicationProfiles.flatMap(({ name }) => describeAlias(name, resolution));
  return [...own, ...profiles, ...known.models.map((model) => toRow(model.slug, model, resolution))];
}

function describeAlias(name: string, resolution: Resolution): ModelRow[] {
  try {
    const [target] = resolve(name, resolution);
    if (!target?.model) return [];
    const available = resolution.known.isListed(target.modelId) ?? null;
    return [{ ...toRow(name, target.model, resolution), through: target.modelId, available }];
  } catch {
    return [];
  }
}

function toRow(name: string, model: Model, resolution: Resolution): ModelRow {
  const through = profileFor(model, resolution) ?? null;
  const reachable = profilesOf(model, resolution);
  const listed = through === null ? false : resolution.known.isListed(through);
  return {
    name,
    title: model.name,
    maker: model.maker,
    id: model.id,
    through,
    profiles: Object.values(model.profiles),
    available: reachable.length === 0 ? false : (listed ?? null),
    context: model.contextWindow,
    max_output: model.maxOutputTokens,
    input: model.input,
    reasoning: model.reasoning,
    usd_per_million_tokens: priceOf(model, through),
  };
}

function priceOf(model: Model, through: string | null): Price | null {
  const scope = (Object.keys(model.profiles) as Scope[]).find((name) => model.profiles[name] === through);
  return (scope && model.prices[scope]) ?? null;
}

const HEAD = ['MODEL', 'CONTEXT', 'OUT', '$ IN', '$ OUT', '$ CACHED', 'THROUGH'];

/** A table for a terminal: prices are US dollars for a million tokens. */
export function modelTable(rows: readonly ModelRow[], stream: NodeJS.WriteStream): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row) => [
    row.name,
    short(row.context),
    short(row.max_output),
    dollars(row.usd_per_million_tokens?.input),
    dollars(row.usd_per_million_tokens?.output),
    dollars(row.usd_per_million_tokens?.cacheRead),
    wayOf(row),
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]) =>
    line.map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ');
  const body = lines.map((line, at) => {
    const row = text(line).trimEnd();
    return rows[at]?.available === false ? styleText('dim', row, { stream }) : row;
  });
  return `${[styleText('bold', text(HEAD).trimEnd(), { stream }), ...body].join('\n')}\n`;
}

/** Numbers stand under each other at their ends. */
function isNumber(column: number): boolean {
  return column > 0 && column < HEAD.length - 1;
}

/** The geography that answers, in a word. */
function wayOf({ through, available, id }: ModelRow): string {
  if (through === null || available === false) return 'not here';
  if (through.startsWith('arn:')) return 'own profile';
  return through === id ? 'region' : through.slice(0, -id.length - 1);
}

function short(tokens: number): string {
  return tokens >= 1_000_000 ? `${Math.round(tokens / 100_000) / 10}M` : `${Math.round(tokens / 1000)}k`;
}

function dollars(price: number | undefined): string {
  return price === undefined ? '' : String(price);
}
