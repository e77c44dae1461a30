import { whyRefused } from '../bedrock/denial.ts';
import { readFailure } from '../bedrock/failure.ts';
import { parseRecord } from '../bedrock/json/values.ts';
import { AditError, reason } from '../errors.ts';
import { type CallAnswer, callAws } from './call.ts';
import type { Upstream } from './upstream.ts';

/** What holds for all of an account's models in a region; `why…` where something is not known. */
export interface AccountTerms {
  /** Whether the use case form of Anthropic's models was submitted by this account. */
  readonly useCase: boolean | undefined;
  readonly whyUseCase: string | undefined;
  /** `default`, `none`, `provider_data_share`, …: https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html */
  readonly dataRetention: string | undefined;
  readonly whyDataRetention: string | undefined;
}

/** Something of the account that models depend on, in words. */
export interface AccountHint {
  readonly id: 'use-case' | 'data-retention';
  readonly title: string;
  /** Whether all is known to be well with it. */
  readonly isKnown: boolean;
  readonly evidence: string;
  readonly mend?: string;
}

/** Milliseconds that one call may take. */
const LIMIT_MS = 8000;

/**
 * Asks for an account's terms. Never rejects.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetUseCaseForModelAccess.html, …/API_GetAccountDataRetention.html
 */
export async function fetchTerms(upstream: Upstream, region: string, signal?: AbortSignal): Promise<AccountTerms> {
  const ask = async (path: string) => {
    const call = { method: 'GET', service: 'bedrock', region, path, limitMs: LIMIT_MS } as const;
    return callAws(upstream, call, signal).catch((error: unknown) => wordsOf(error));
  };
  const [form, retention] = await Promise.all([ask('/use-case-for-model-access'), ask('/data-retention')]);
  const status = typeof form === 'string' ? 0 : form.status;
  const mode =
    typeof retention === 'string' || retention.status !== 200 ? undefined : parseRecord(retention.body)?.mode;
  const useCase = status === 200 ? true : status === 404 ? false : undefined;
  const dataRetention = typeof mode === 'string' ? mode : undefined;
  return {
    useCase,
    whyUseCase: useCase === undefined ? whyNot(form) : undefined,
    dataRetention,
    whyDataRetention: dataRetention === undefined ? whyNot(retention) : undefined,
  };
}

/** What the terms mean for models with these ids; nothing for those that they do not touch. */
export function accountHints(terms: AccountTerms, modelIds: readonly string[]): AccountHint[] {
  return [
    ...(modelIds.some((id) => id.startsWith('anthropic.')) ? [useCaseHint(terms)] : []),
    ...(modelIds.some((id) => NEEDS_RETENTION.test(id)) ? [retentionHint(terms)] : []),
  ];
}

/**
 * Models that are refused under some modes of data retention: those from Claude Fable 5 on
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html, anthropics/claude-code#66594).
 */
const NEEDS_RETENTION = /^anthropic\.claude-fable-/;

/** Modes that they are not refused under: binbashar/le-tf-infra-aws PR 1114, aws-samples/sample-multi-agent-orchestration-chat-on-agentcore PR 111. */
const RETAINING = /^(?:provider_data_share|aws_review)$/;

function useCaseHint({ useCase, whyUseCase }: AccountTerms): AccountHint {
  const base = { id: 'use-case', title: 'Use case form' } as const;
  if (useCase) return { ...base, isKnown: true, evidence: "The form for Anthropic's models was submitted." };
  if (useCase === undefined) {
    return {
      ...base,
      isKnown: false,
      evidence: `Whether the form for Anthropic's models was submitted is not known: ${whyUseCase}`,
    };
  }
  return {
    ...base,
    isKnown: false,
    evidence: "This account has not submitted the form for Anthropic's models; its organization may have.",
    mend: 'If Claude is refused: AWS console, Amazon Bedrock, Model catalog, any Anthropic model, "Submit use case details".',
  };
}

function retentionHint({ dataRetention: mode, whyDataRetention }: AccountTerms): AccountHint {
  const base = { id: 'data-retention', title: 'Data retention' } as const;
  if (mode !== undefined && RETAINING.test(mode)) return { ...base, isKnown: true, evidence: `The mode is ${mode}.` };
  const evidence =
    mode === undefined
      ? `The mode is not known: ${whyDataRetention}`
      : `The mode is "${mode}", under which Claude Fable may be refused.`;
  const mend = 'If Claude Fable is refused: an administrator sets the mode that it asks for (PutAccountDataRetention).';
  return { ...base, isKnown: false, evidence, mend };
}

function whyNot(answer: CallAnswer | string): string {
  if (typeof answer === 'string') return answer;
  if (answer.status === 200) return 'Amazon Bedrock did not say.';
  return whyRefused(readFailure(answer.status, answer.headers, answer.body));
}

function wordsOf(error: unknown): string {
  return error instanceof AditError ? error.message : `no answer came: ${reason(error)}.`;
}
