import { CLAUDE_MODELS, type ClaudeModel, type MessagesSurface } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { ClientRequest } from '../../proxy/bedrock/client-request.ts';
import type { Lessons } from '../../proxy/bedrock/fit/context.ts';
import { fitRequest, type MessagesTarget } from '../../proxy/bedrock/fit/fit.ts';
import type { JsonObject } from '../../proxy/demo/call.ts';
import { modelNamed } from '../bedrock/models.ts';
import { judge } from '../bedrock/refusals.ts';
import { question } from './road.ts';

export interface FitWish extends Partial<Omit<MessagesTarget, 'model' | 'lessons'>> {
  /** Row of the abilities table; without it: sonnet-4-6. `null` for an id that tells nothing. */
  model?: string | null;
  betas?: string[];
  version?: string;
  lessons?: Partial<Lessons>;
}

export interface Fitted {
  body: JsonObject;
  text: string;
  betas: readonly string[];
  headers: Record<string, string>;
  notes: readonly string[];
  /** What the strict Bedrock says of the fitted request; undefined where it takes it. */
  refusal: string | undefined;
}

const nothingLearned: Lessons = {
  refusesBeta: () => false,
  refusedFields: [],
  foldSystemRole: false,
  wholeToolCalls: false,
  reservedWords: [],
};

/** The catalogue's row of a model, by the key of its abilities. */
export function claudeModel(key: string): ClaudeModel {
  const model = CLAUDE_MODELS.find((row) => row.key === key);
  if (!model) throw new Error(`no model has the key ${key}`);
  return model;
}

/** Fits a question with these parts, on the model's first surface where none is given. */
export function fitted(parts: JsonObject | string, wish: FitWish = {}): Fitted {
  const { model: key = 'sonnet-4-6', betas = [], version = '2023-06-01', lessons, ...target } = wish;
  const model = key === null ? undefined : claudeModel(key);
  const surface = target.surface ?? firstSurface(model);
  const json = typeof parts === 'string' ? parts : JSON.stringify(question(parts));
  const headers = { 'anthropic-beta': betas.join(), 'anthropic-version': version };
  const result = fitRequest(new ClientRequest(Buffer.from(json), headers), {
    surface,
    model,
    modelId: model?.profiles.us ?? 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
    wantsLongContext: false,
    allowedBetas: [],
    autoCache: false,
    ...target,
    lessons: { ...nothingLearned, ...lessons },
  });
  const text = result.body.toString();
  const body = JSON.parse(text) as JsonObject;
  const refusal = refusalOf(body, { model: key, surface, betas: [...result.betas], ...versionOf(result.headers) });
  return { body, text, betas: result.betas, headers: result.headers, notes: result.notes, refusal };
}

/** What the strict Bedrock says of a question with these parts that nobody fitted. */
export function unfitted(parts: JsonObject, wish: FitWish = {}): string | undefined {
  const { model: key = 'sonnet-4-6', betas = [], version = '2023-06-01' } = wish;
  const surface = wish.surface ?? firstSurface(key === null ? undefined : claudeModel(key));
  const { model: _, ...rest } = question(parts);
  const body = surface === 'invoke' ? { anthropic_version: 'bedrock-2023-05-31', ...rest } : { model: 'any', ...rest };
  return refusalOf(body, { model: key, surface, betas, version });
}

function refusalOf(
  body: JsonObject,
  wish: { model: string | null; surface: MessagesSurface; betas: string[]; version?: string },
): string | undefined {
  const { model, surface, betas, version } = wish;
  if (model === null) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify(body));
  return judge({ surface, model: modelNamed(model), body, betas, version, bytes, account: {} });
}

function versionOf(headers: Record<string, string>): { version?: string } {
  const version = headers['anthropic-version'];
  return version === undefined ? {} : { version };
}

function firstSurface(model: ClaudeModel | undefined): MessagesSurface {
  return model?.surfaces[0] === 'messages' ? 'messages' : 'invoke';
}
