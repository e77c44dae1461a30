/** What an account and its region have, and which of Bedrock's variants it meets. */
export interface Account {
  /** Without it: us-east-1. */
  region?: string;
  /** Inference profiles which this account may call; without it: every one of its region. */
  models?: string[];
  /** Application inference profiles: from their ARN to the system profile which they stand for. */
  applicationProfiles?: Record<string, string>;
  /** Short names of models which are not on the Messages surface in this region. */
  withoutMessages?: string[];
  /** Answers a model that is not on the Messages surface with 200 and the exception inside. */
  unknownOperation?: 404 | 200;
  /** The 5.5 models refuse the system role within messages. */
  foldSystemRole?: boolean;
  /** Betas which are refused beside those that always are. */
  refuseBetas?: RegExp;
  /** The refusal of a beta says which. */
  namedBetas?: boolean;
  /** InvokeModel says "The model returned the following errors: " first, or quotes the model's whole error in JSON. */
  wrapped?: 'text' | 'json';
}
