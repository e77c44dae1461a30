import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import type { Credentials } from './source.ts';

/** How long a program may take, in milliseconds; then it is ended. A person may have to confirm something in it. */
const LIMIT_MS = 55_000;

/**
 * Credentials that a program prints: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 * It is a process of its own, run by the shell as the AWS SDK does, with Adit's environment: what it does on the network
 * does not go through Adit's door. Nothing of what it prints gets into an error.
 */
export async function processCredentials(
  profile: string,
  command: string,
  env: NodeJS.ProcessEnv,
): Promise<Credentials> {
  const what = `the credential_process of profile "${profile}"`;
  const { stdout } = await promisify(exec)(command, { timeout: LIMIT_MS, env }).catch((error: ExecError) => {
    throw new Error(`${what} ${howItEnded(error)}`);
  });
  const answer = parse(stdout);
  if (answer?.Version !== 1) throw new Error(`${what} did not print JSON of Version 1`);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken, Expiration } = answer;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
    throw new Error(`${what} printed no AccessKeyId and SecretAccessKey`);
  }
  const expiration = typeof Expiration === 'string' ? new Date(Expiration) : undefined;
  if (expiration && !(expiration.getTime() > Date.now()))
    throw new Error(`${what} printed credentials that have expired`);
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {}),
    ...(expiration ? { expiration } : {}),
  };
}

interface ExecError extends Error {
  readonly killed?: boolean;
  readonly code?: number | string | null;
}

function howItEnded({ killed, code }: ExecError): string {
  if (killed) return `did not end within ${LIMIT_MS / 1000} s`;
  return typeof code === 'number'
    ? `failed with exit code ${code}; run in a terminal, it says why`
    : 'could not be run';
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}
