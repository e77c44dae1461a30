/** What an account and its region have, and which of Bedrock's variants it meets. */
export interface Account {
  /** Without it: us-east-1. */
  region?: string;
  /** Inference profiles, and models by their own id, which this account may call; without it: all of its region. */
  models?: string[];
  /** Application inference profiles: from their ARN to the system profile which they stand for. */
  applicationProfiles?: Record<string, string>;
  /** Models in the Legacy state, and when they end, in ISO 8601. */
  legacy?: Record<string, string>;
  /** What is not as it should be with the access to a model, by its id. */
  access?: Record<string, Access>;
  /** Whether the use case form of Anthropic's models was submitted; it was, where nothing is said. */
  useCase?: boolean;
  /** Mode of data retention; `default` where nothing is said. */
  dataRetention?: string;
  /** IAM actions that the role lacks, such as `bedrock:InvokeModelWithResponseStream`. */
  deny?: readonly string[];
  /** The most entries that a page of its lists of profiles has. */
  pageSize?: number;
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

/** Values of https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html */
export interface Access {
  agreement?: 'PENDING' | 'NOT_AVAILABLE' | 'ERROR';
  authorization?: 'NOT_AUTHORIZED';
  entitlement?: 'NOT_AVAILABLE';
  region?: 'NOT_AVAILABLE';
}

/** An account, seen from the region in which it is asked. */
export type Here = Account & { region: string };
