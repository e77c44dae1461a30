import type { FitTarget } from '../fit/fit.ts';
import type { MessagesRequest } from '../messages/request.ts';
import type { UniqueNames } from '../messages/unique.ts';
import type { ConverseAbilities } from './abilities.ts';
import type { ToolIds } from './tool-ids.ts';

/** A request on its way to Converse; the parts of the translation read it and add to its notes. */
export interface ConverseContext {
  readonly request: MessagesRequest;
  readonly target: FitTarget;
  /** Foundation model id, as far as the target tells it: what tables go by. */
  readonly modelId: string;
  readonly abilities: ConverseAbilities;
  readonly ids: ToolIds;
  /** Bedrock refuses a request with two documents of one name. */
  readonly documentNames: UniqueNames;
  /** What was changed, for the person: short and without content. */
  readonly notes: Set<string>;
}
