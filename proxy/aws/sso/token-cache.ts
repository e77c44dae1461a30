import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AditError } from '../../errors.ts';
import { ssoCacheFolder } from '../files/places.ts';
import { replaceFile } from '../files/replace.ts';
import { keyOf, type SsoSession } from './session.ts';

/** A token of a sign-in, and what it can be refreshed with. */
export interface SsoToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly refreshToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly registrationExpiresAt?: Date;
  readonly region: string;
  readonly startUrl: string;
}

/** A JSON object from a file. */
type Fields = Record<string, unknown>;

/**
 * Where the token of a sign-in is kept.
 * Source: `getSSOTokenFilepath` of @smithy/core; SSOTokenLoader in https://github.com/aws/aws-cli (branch v2).
 */
export function cacheFile(session: SsoSession, env: NodeJS.ProcessEnv): string {
  return cachePath(keyOf(session), env);
}

/** The file of the cache that is named for a text. */
export function cachePath(key: string, env: NodeJS.ProcessEnv): string {
  return join(ssoCacheFolder(env), `${createHash('sha1').update(key).digest('hex')}.json`);
}

/**
 * The token of a sign-in, whether it has expired or not; undefined where there is none, or the file holds none.
 * Throws AditError where the file cannot be read.
 */
export function readToken(session: SsoSession, env: NodeJS.ProcessEnv): SsoToken | undefined {
  return toToken(readFields(cacheFile(session, env)), session);
}

/** The token in what a file of the cache says, if there is one. `otherwise` is where it is for, if it does not say so. */
export function toToken(
  fields: Fields | undefined,
  otherwise: Pick<SsoSession, 'region' | 'startUrl'>,
): SsoToken | undefined {
  if (!fields) return undefined;
  const text = (name: string) => (typeof fields[name] === 'string' && fields[name] ? fields[name] : undefined);
  const accessToken = text('accessToken');
  const expiresAt = parseTime(text('expiresAt'));
  if (accessToken === undefined || expiresAt === undefined) return undefined;
  return compact({
    accessToken,
    expiresAt,
    refreshToken: text('refreshToken'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    registrationExpiresAt: parseTime(text('registrationExpiresAt')),
    region: text('region') ?? otherwise.region,
    startUrl: text('startUrl') ?? otherwise.startUrl,
  });
}

/**
 * Keeps a token with the fields, times and mode that the AWS CLI gives its file. Fields that Adit does not know stay.
 * Source: SSOTokenFetcherAuth and JSONFileCache in https://github.com/aws/aws-cli (branch v2, awscli/botocore/utils.py).
 * Throws AditError where the file cannot be written.
 */
export function writeToken(session: SsoSession, token: SsoToken, env: NodeJS.ProcessEnv): void {
  const file = cacheFile(session, env);
  const { expiresAt, registrationExpiresAt } = token;
  const fields = {
    startUrl: token.startUrl,
    region: token.region,
    accessToken: token.accessToken,
    expiresAt: formatTime(expiresAt),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: registrationExpiresAt && formatTime(registrationExpiresAt),
    refreshToken: token.refreshToken,
  };
  writeFields(file, { ...readFields(file), ...fields });
}

/** Throws AditError where the token of a sign-in could not be kept. */
export function assertWritable(session: SsoSession, env: NodeJS.ProcessEnv): void {
  const file = cacheFile(session, env);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw failure('write', file, error);
  }
}

/** Removes the token of a sign-in. Says whether there was a file. Throws AditError where that fails. */
export function deleteToken(session: SsoSession, env: NodeJS.ProcessEnv): boolean {
  return removeFile(cacheFile(session, env));
}

/** What a file of the cache says; undefined where there is none, or it is no JSON object. Throws AditError. */
export function readFields(file: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw failure('read', file, error);
  }
}

/** Writes a file of the cache, without the fields that are undefined. Throws AditError. */
export function writeFields(file: string, fields: Fields): void {
  try {
    replaceFile(file, JSON.stringify(fields));
  } catch (error) {
    throw failure('write', file, error);
  }
}

/** Removes a file of the cache. Says whether there was one. Throws AditError where that fails. */
export function removeFile(file: string): boolean {
  try {
    rmSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw failure('remove', file, error);
  }
}

/** Whole seconds in UTC, as the AWS CLI writes them: `2026-01-31T12:00:00Z`. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}

/** The time in a file of the cache; undefined where it is none. Older files end in `UTC` in place of `Z`. */
export function parseTime(text: unknown): Date | undefined {
  if (typeof text !== 'string') return undefined;
  const time = new Date(text.replace(/UTC$/, 'Z'));
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function compact(token: { [Name in keyof SsoToken]-?: SsoToken[Name] | undefined }): SsoToken {
  return Object.fromEntries(Object.entries(token).filter(([, value]) => value !== undefined)) as unknown as SsoToken;
}

function failure(verb: string, file: string, cause: unknown): AditError {
  const message = `Adit cannot ${verb} ${file}, where the AWS CLI keeps sign-ins: ${codeOf(cause) ?? 'unknown error'}.`;
  return new AditError('api_error', message, { cause });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
