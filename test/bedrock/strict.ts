import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BedrockCall, Refusal } from '../../proxy/demo/call.ts';
import { type BedrockServer, startBedrock } from '../../proxy/demo/server.ts';
import type { Account } from './account.ts';
import { listAnswer } from './directory.ts';
import { permissionRefusal } from './permissions.ts';
import { refusalOf } from './refusals.ts';
import { answer, type Scenario } from './scenarios.ts';
import { type Authority, authenticate, type Keys } from './sigv4.ts';

export interface StrictOptions extends Account {
  credentials?: Keys;
  /** All keys that somebody else issues, as they are at each call; in place of `credentials`. */
  issued?: () => readonly { keys: Keys; isGood: boolean }[];
  /** A Bedrock API key that is accepted, beside signatures. */
  bearer?: string;
  scenario?: Scenario;
  /** Refuses more; asked after everything else has passed. */
  refuse?: (call: BedrockCall) => Refusal | undefined;
  port?: number;
}

export interface StrictBedrock extends BedrockServer {
  /** The variables which make a program call this server, and no other. */
  env: Record<string, string>;
  /** Changes how the calls from now on are answered. */
  scenario(scenario: Scenario): void;
  /** From now on only these keys are good; the ones before count as expired. Returns their variables. */
  rotate(keys: Keys): Record<string, string>;
  /** What was refused and why, in order. */
  refusals: { call: BedrockCall; refusal: Refusal }[];
}

const exampleKeys: Keys = {
  accessKeyId: 'ASIAEXAMPLESTANDIN00',
  secretAccessKey: 'stand-in/secret+key/of/forty+characters1',
  sessionToken: 'stand-in//session+token==',
};

/**
 * Starts a server which stands for all of Bedrock's hosts, and takes a request only if Bedrock would: signed, for a model of this account and
 * region, with nothing in its body that the model or the surface does not know.
 */
export async function startStrictBedrock(options: StrictOptions = {}): Promise<StrictBedrock> {
  const region = options.region ?? 'us-east-1';
  const authority: Authority & { keys: Keys; expired: Keys[] } = {
    keys: options.credentials ?? exampleKeys,
    expired: [],
    bearer: options.bearer,
    region,
  };
  const account = { ...options, region };
  const refusals: StrictBedrock['refusals'] = [];
  let scenario = options.scenario ?? answer();
  const server = await startBedrock({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.unknownOperation === undefined ? {} : { unknownOperation: options.unknownOperation }),
    judge(call) {
      const refusal =
        authenticate(call, { ...authority, ...issuedKeys(call, options), service: hostOf(call) }) ??
        permissionRefusal(call, account) ??
        refusalOf(call, account) ??
        options.refuse?.(call);
      if (refusal) refusals.push({ call, refusal });
      return refusal;
    },
    play: (call) => scenario(call),
    list: (call) => listAnswer(call, account),
  });

  const home = join(tmpdir(), `no-aws-files-${randomUUID()}`);
  return {
    ...server,
    refusals,
    env: {
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url,
      AWS_ENDPOINT_URL_BEDROCK_MANTLE: server.url,
      AWS_ENDPOINT_URL_BEDROCK: server.url,
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
      ...keyVariables(authority.keys),
    },
    scenario(next) {
      scenario = next;
    },
    rotate(keys) {
      authority.expired.push(authority.keys);
      authority.keys = keys;
      return keyVariables(keys);
    },
  };
}

/**
 * Whose host a call would have reached, as this server is all of them at once: only bedrock-mantle has /v1, and
 * what both have is told apart by the signature.
 */
function hostOf({ service, url }: BedrockCall): string {
  if (url.startsWith('/v1/')) return 'bedrock-mantle';
  return url.startsWith('/openai/') && service === 'bedrock-mantle' ? service : 'bedrock';
}

/** The keys of whoever has signed a call, good or expired. */
function issuedKeys({ headers }: BedrockCall, { issued }: StrictOptions): Pick<Authority, 'keys' | 'expired'> {
  if (!issued) return {};
  const found = issued().find(({ keys }) => headers.authorization?.includes(`Credential=${keys.accessKeyId}/`));
  return { keys: found?.isGood ? found.keys : undefined, expired: found && !found.isGood ? [found.keys] : [] };
}

function keyVariables({ accessKeyId, secretAccessKey, sessionToken }: Keys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
