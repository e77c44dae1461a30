import type { BedrockCall, JsonObject, Refusal } from '../../proxy/demo/call.ts';
import type { Access, Here } from './account.ts';
import { modelSummary, profileNamed, profiles } from './inventory.ts';
import { offers, unknownModel } from './reach.ts';

/** A list's page where no size is asked. */
const usualPage = 100;
const types = ['SYSTEM_DEFINED', 'APPLICATION'];

/** What Bedrock's control plane says is wrong with a request for a list or an entry of one. */
export function listRefusal(call: BedrockCall, account: Here): Refusal | undefined {
  const query = queryOf(call);
  if (call.operation === 'get-data-retention') return undefined;
  if (call.operation === 'get-use-case') {
    return account.useCase === false ? notFound('The use case for model access was not found.') : undefined;
  }
  if (call.operation === 'get-availability') {
    return offers.some(({ id }) => id === call.model) ? undefined : notFound(unknownModel);
  }
  if (call.operation === 'get-profile') {
    return profileNamed(call.model, account)
      ? undefined
      : notFound('The provided inference profile identifier is invalid.');
  }
  if (call.operation === 'get-model') return modelSummary(call.model, account) ? undefined : invalid(unknownModel);
  if (call.operation === 'list-models') {
    const wrong = query.get('byOutputModality');
    return wrong === null || ['TEXT', 'IMAGE', 'EMBEDDING'].includes(wrong)
      ? undefined
      : invalid(enumWords('byOutputModality', wrong, ['TEXT', 'IMAGE', 'EMBEDDING']));
  }
  const type = typeAsked(query);
  if (type !== null && !types.includes(type)) return invalid(enumWords('typeEquals', type, types));
  const size = query.get('maxResults');
  if (size !== null && !(/^\d+$/.test(size) && Number(size) >= 1 && Number(size) <= 1000)) {
    return invalid(
      `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and 1000`,
    );
  }
  const token = query.get('nextToken');
  return token !== null && offsetOf(token) === undefined ? invalid('The provided nextToken is invalid.') : undefined;
}

/**
 * What this account and region have. Shapes:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html, …/API_ListFoundationModels.html,
 * …/API_GetFoundationModelAvailability.html, …/API_GetAccountDataRetention.html, …/API_GetUseCaseForModelAccess.html
 */
export function listAnswer(call: BedrockCall, account: Here): JsonObject {
  const query = queryOf(call);
  if (call.operation === 'get-profile') return profileNamed(call.model, account) ?? {};
  if (call.operation === 'get-availability') return availability(call.model, account.access?.[call.model]);
  if (call.operation === 'get-data-retention') return { mode: account.dataRetention ?? 'default' };
  if (call.operation === 'get-use-case') return { formData: Buffer.from(useCaseForm).toString('base64') };
  if (call.operation === 'get-model') return { modelDetails: modelSummary(call.model, account) };
  return call.operation === 'list-models'
    ? { modelSummaries: modelsAsked(query, account) }
    : profilePage(query, account);
}

/** What the form holds is the company's own affair: tests look for it where it must not be. */
export const useCaseForm = '{"companyName":"Example Company","useCases":"a secret project"}';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html */
function availability(modelId: string, access: Access = {}): JsonObject {
  const {
    agreement = 'AVAILABLE',
    authorization = 'AUTHORIZED',
    entitlement = 'AVAILABLE',
    region = 'AVAILABLE',
  } = access;
  return {
    modelId,
    agreementAvailability: {
      status: agreement,
      ...(agreement === 'ERROR' ? { errorMessage: 'No valid payment' } : {}),
    },
    authorizationStatus: authorization,
    entitlementAvailability: entitlement,
    regionAvailability: region,
  };
}

function profilePage(query: URLSearchParams, account: Here): JsonObject {
  const type = typeAsked(query);
  const all = profiles(account).filter((profile) => type === null || profile.type === type);
  const start = offsetOf(query.get('nextToken') ?? '') ?? 0;
  const end =
    start + Math.min(Number(query.get('maxResults') ?? usualPage), account.pageSize ?? Number.POSITIVE_INFINITY);
  return {
    inferenceProfileSummaries: all.slice(start, end),
    ...(end < all.length ? { nextToken: Buffer.from(`from:${end}`).toString('base64') } : {}),
  };
}

function modelsAsked(query: URLSearchParams, account: Here): JsonObject[] {
  const [provider, output, inference] = ['byProvider', 'byOutputModality', 'byInferenceType'].map((name) =>
    query.get(name),
  );
  return offers
    .map(({ id }) => modelSummary(id, account))
    .filter((model) => model !== undefined)
    .filter(
      ({ providerName, outputModalities, inferenceTypesSupported }) =>
        (!provider || String(providerName).toLowerCase() === provider.toLowerCase()) &&
        (!output || (outputModalities as string[]).includes(output)) &&
        (!inference || (inferenceTypesSupported as string[]).includes(inference)),
    );
}

function queryOf({ url }: BedrockCall): URLSearchParams {
  return new URLSearchParams(url.split('?')[1] ?? '');
}

/** On the wire it is `type`; in the SDKs, `typeEquals`. */
function typeAsked(query: URLSearchParams): string | null {
  return query.get('type') ?? query.get('typeEquals');
}

function offsetOf(token: string): number | undefined {
  const [, offset] =
    Buffer.from(token, 'base64')
      .toString()
      .match(/^from:(\d+)$/) ?? [];
  return offset === undefined ? undefined : Number(offset);
}

function enumWords(name: string, value: string, known: string[]): string {
  return `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(', ')}]`;
}

function invalid(message: string): Refusal {
  return { status: 400, type: 'ValidationException', message };
}

function notFound(message: string): Refusal {
  return { status: 404, type: 'ResourceNotFoundException', message };
}
