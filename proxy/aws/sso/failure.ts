import { AditError, reason } from '../../errors.ts';
import { type SsoSession, titleOf } from './session.ts';

/** What can be told of an error of the SDK; which of the fields are there depends on the error. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly region?: string;
  readonly error_description?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const UNREACHABLE =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONN|ENET|EHOST|EPIPE|ETIMEDOUT|UND_ERR|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_)/;

type Meanings = Readonly<Record<string, (session: SsoSession, error: SdkError) => AditError>>;

/** What each refusal of a sign-in means to a person. Source of the names: the error types of @aws-sdk/client-sso-oidc. */
const SIGN_IN: Meanings = {
  InvalidRequestException: ({ startUrl, region }, error) =>
    wrong(`AWS takes no sign-in with the start URL ${startUrl} in region ${region}${because(error)}. Check both.`),
  InvalidRequestRegionException: ({ region }, error) =>
    wrong(
      `This sign-in is not in region ${region}${error.region ? `, but in ${oneLine(error.region)}` : ''}. Correct sso_region.`,
    ),
  InvalidScopeException: ({ scopes }) =>
    wrong(`AWS does not know one of these scopes: ${scopes.join(', ')}. Correct sso_registration_scopes.`),
  AccessDeniedException: () => deniedError(),
  ExpiredTokenException: () => lateError(),
  InvalidGrantException: () => again('AWS did not take the answer of the browser'),
  InvalidClientException: () => again('AWS does not know the registration of Adit any more'),
  UnauthorizedClientException: () => again('AWS does not take the registration of Adit for this'),
};

/** What the refusals of the portal mean. Source of the names: the error types of @aws-sdk/client-sso. */
const PORTAL: Meanings = {
  UnauthorizedException: (session, error) => signedOutError(session, error),
  ForbiddenException: () =>
    new AditError('permission_error', 'The person who is signed in has no access to this account.', {
      shouldRetry: false,
    }),
};

/** An error of a sign-in as an AditError for the person. */
export function explain(error: unknown, session: SsoSession): AditError {
  return translate(error, session, SIGN_IN);
}

/** An error of the portal as an AditError for the person. */
export function explainPortal(error: unknown, session: SsoSession): AditError {
  return translate(error, session, PORTAL);
}

function translate(error: unknown, session: SsoSession, meanings: Meanings): AditError {
  if (error instanceof AditError) return error;
  const told = error as SdkError;
  const name = told.name ?? 'Error';
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  if (meaning) return meaning(session, told);
  if (isUnreachable(error)) {
    const message = `The sign-in of AWS in region ${session.region} cannot be reached: ${reason(error)}. Check the network, and that this is its region.`;
    return new AditError('api_error', message, { status: 502, cause: error });
  }
  return new AditError('api_error', `AWS did not answer as it should: ${oneLine(name)}${because(told)}.`, {
    cause: error,
  });
}

/** Whether AWS could not be asked, or had a fault of its own: another try may succeed. */
export function isPassing(error: unknown): boolean {
  const status = (error as SdkError).$metadata?.httpStatusCode ?? 0;
  return isUnreachable(error) || status >= 500 || status === 429;
}

/** The name of an error of the SDK. */
export function nameOf(error: unknown): string | undefined {
  return (error as SdkError | undefined)?.name;
}

export function deniedError(): AditError {
  return new AditError('permission_error', 'Access was denied on the page of AWS. Nothing was changed.', {
    shouldRetry: false,
  });
}

export function lateError(): AditError {
  return new AditError('timeout_error', 'Nobody allowed access in time. Start the sign-in again.', {
    shouldRetry: false,
  });
}

/** The sign-in is over, and only a person can begin a new one. */
export function signedOutError(session: SsoSession, cause?: unknown): AditError {
  const message = `The sign-in to AWS ${titleOf(session)} is over. Sign in again with "adit login".`;
  return new AditError('authentication_error', message, { shouldRetry: false, cause });
}

function isUnreachable(error: unknown): boolean {
  const { code, name } = error as SdkError;
  return name === 'TimeoutError' || UNREACHABLE.test(code ?? '');
}

function again(what: string): AditError {
  return new AditError('authentication_error', `${what}. Start the sign-in again.`, { shouldRetry: false });
}

function wrong(message: string): AditError {
  return new AditError('invalid_request_error', message, { shouldRetry: false });
}

/** AWS's own words, where there are any. */
function because({ error_description: description, message }: SdkError): string {
  const words = oneLine(description || message || '').replace(/[.\s]+$/, '');
  return words && words !== 'UnknownError' ? ` (${words})` : '';
}

/** Text from elsewhere, without what a terminal would take for commands. */
function oneLine(text: string): string {
  return String(text)
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 300);
}
