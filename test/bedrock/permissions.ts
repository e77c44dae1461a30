import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import type { Operation } from '../../proxy/demo/routes.ts';
import type { Here } from './account.ts';
import { accountNumber } from './reach.ts';

/** Who the stand-in's keys are. */
const caller = `arn:aws:sts::${accountNumber}:assumed-role/Developer/example@example.com`;

/** Actions by operation: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
const actions: Partial<Record<Operation, string>> = {
  'count-tokens': 'CountTokens',
  'list-profiles': 'ListInferenceProfiles',
  'get-profile': 'GetInferenceProfile',
  'list-models': 'ListFoundationModels',
  'get-model': 'GetFoundationModel',
  'get-availability': 'GetFoundationModelAvailability',
  'get-use-case': 'GetUseCaseForModelAccess',
  'get-data-retention': 'GetAccountDataRetention',
};

/** The IAM action that a call asks for. */
function actionOf({ operation, service, stream }: BedrockCall): string {
  if (service === 'bedrock-mantle') return 'bedrock-mantle:CreateInference';
  return `bedrock:${actions[operation] ?? (stream ? 'InvokeModelWithResponseStream' : 'InvokeModel')}`;
}

/** What a call is refused with whose action the role lacks, before anything else is looked at. Words: https://github.com/zed-industries/zed/issues/53960 */
export function permissionRefusal(call: BedrockCall, { deny = [], region }: Here): Refusal | undefined {
  const action = actionOf(call);
  if (!deny.includes(action)) return undefined;
  const resource = call.model ? `arn:aws:bedrock:${region}:${accountNumber}:inference-profile/${call.model}` : '*';
  return {
    status: 403,
    type: 'AccessDeniedException',
    message: `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  };
}
