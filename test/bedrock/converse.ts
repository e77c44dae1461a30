import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import type { Here } from './account.ts';
import { makerModelOf } from './makers.ts';
import { modelOfId } from './models.ts';
import { reach } from './reach.ts';
import { type ConverseModel, converseClaude, converseMaker } from './rules/converse/abilities.ts';
import { fieldRules } from './rules/converse/fields.ts';
import { mediaRules } from './rules/converse/media.ts';
import { cachingRefused, memoryRules } from './rules/converse/memory.ts';
import type { ConverseAsked, ConverseRule } from './rules/converse/rule.ts';
import { settingRules } from './rules/converse/settings.ts';
import { toolIdRules } from './rules/converse/tool-ids.ts';
import { toolResultRules } from './rules/converse/tool-results.ts';
import { toolRules } from './rules/converse/tools.ts';
import { turnRules } from './rules/converse/turns.ts';
import { firstOf } from './rules/rule.ts';

/** Everything that Converse refuses in a body; where a request breaks several rules, the first one speaks. */
export const converseRules: ConverseRule[] = [
  ...fieldRules,
  ...turnRules,
  ...settingRules,
  ...toolRules,
  ...toolIdRules,
  ...toolResultRules,
  ...mediaRules,
  ...memoryRules,
];

/** What Converse refuses, as `refusalOf`. */
export function converseRefusal(call: BedrockCall, account: Here): Refusal | undefined {
  const found = reach(call.model, account);
  if ('status' in found) return found;
  const model = converseModel(found.foundation);
  // No public source has the words.
  if (!model) return refusal("This action doesn't support the model that you provided.");
  if (call.malformed) return refusal('Malformed input request, please reformat your input and try again.');
  const message = judgeConverse({ model, body: call.body, stream: call.stream });
  return message === undefined ? undefined : refusal(message);
}

/** What the rules say of a request; undefined where Converse takes it. */
export function judgeConverse(asked: ConverseAsked): string | undefined {
  return firstOf(converseRules, (rule) => rule.check(asked));
}

/** What Converse takes for a foundation model; undefined for one that is not there, or makes vectors. */
export function converseModel(foundation: string): ConverseModel | undefined {
  const claude = modelOfId(foundation);
  if (claude) return converseClaude(claude);
  const maker = makerModelOf(foundation);
  return maker && converseMaker(maker);
}

/** https://github.com/BerriAI/litellm/pull/39210: no access, in the words of Converse about caching. */
function refusal(message: string): Refusal {
  return message === cachingRefused
    ? { status: 403, type: 'AccessDeniedException', message }
    : { status: 400, type: 'ValidationException', message };
}
