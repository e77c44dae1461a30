import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Authorization } from './authorize.ts';
import { Clients, codeGrant, refreshGrant } from './clients.ts';
import { Clock } from './clock.ts';
import { Control, type Failure, type LoggedCall } from './control.ts';
import { createToken } from './create-token.ts';
import { Devices } from './device.ts';
import { type Issued, Keyring } from './keyring.ts';
import type { Operation } from './operations.ts';
import { type Settings, type StandInOptions, settingsOf } from './options.ts';
import { press, pressDevice } from './person.ts';
import { Portal } from './portal.ts';
import { type Handlers, serve } from './serve.ts';
import { Sessions } from './sessions.ts';
import { Sts } from './sts/sts.ts';
import { type Claims, writeToken } from './sts/web-identity.ts';

/** A token as the AWS CLI and the SDKs keep it in `~/.aws/sso/cache`. */
export interface TokenFile {
  startUrl: string;
  region: string;
  accessToken: string;
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  expiresAt: string;
  clientId: string;
  clientSecret: string;
  registrationExpiresAt: string;
  refreshToken: string;
}

export interface IdentityCenter {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string;
  startUrl: string;
  region: string;
  /** The variables that make programs ask this server in place of SSO OIDC, the portal, STS and sign-in. */
  env: Record<string, string>;
  /** What was asked, oldest first; nothing in it is secret. */
  calls: LoggedCall[];
  count(operation: Operation): number;
  /** The next requests of an operation fail, whatever they ask. */
  failNext(operation: Operation, failure: Failure, times?: number): void;
  /** The next request of an operation is answered so many milliseconds later, or when the promise is settled. */
  delayNext(operation: Operation, until: number | Promise<unknown>): void;
  now(): number;
  /** Turns the clock that lifetimes are measured by forward, in milliseconds. */
  advance(milliseconds: number): void;
  /** A person allows what the page asks. Resolves to the address that the browser is sent to. */
  approve(authorizeUrl: string): Promise<string>;
  deny(authorizeUrl: string): Promise<string>;
  approveDevice(userCode: string): Promise<void>;
  denyDevice(userCode: string): Promise<void>;
  /** A sign-in that has happened already. */
  signedIn(): TokenFile;
  /** Ends every session, as an administrator can. */
  endSessions(): void;
  /** What an MFA device shows now. */
  mfaCode(serialNumber: string): string;
  /** A web identity token; `exp` is in seconds since 1970, without it an hour from now. */
  webIdentityToken(claims: Partial<Claims>): string;
  /** All credentials that STS and the portal have given out, after those of the IAM users. */
  credentials(): Issued[];
  close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that stands in for AWS IAM Identity Center (SSO OIDC, its pages, the portal) and for
 * STS, and takes a request only if they would.
 */
export async function startIdentityCenter(options: StandInOptions = {}): Promise<IdentityCenter> {
  const settings = settingsOf(options);
  const clock = new Clock(settings.now);
  const control = new Control(clock);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const parts = partsOf(settings, clock, url);
  server.on('request', (request, response) => void serve(request, response, parts.handlers, control));
  return {
    url,
    startUrl: settings.startUrl,
    region: settings.region,
    env: variables(url),
    calls: control.calls,
    count: (operation) => control.count(operation),
    failNext: (operation, failure, times = 1) => control.failNext(operation, failure, times),
    delayNext: (operation, until) => control.delayNext(operation, until),
    now: () => clock.now(),
    advance: (milliseconds) => clock.advance(milliseconds),
    approve: (authorizeUrl) => press(authorizeUrl, 'allow'),
    deny: (authorizeUrl) => press(authorizeUrl, 'deny'),
    approveDevice: (userCode) => pressDevice(url, userCode, 'confirm'),
    denyDevice: (userCode) => pressDevice(url, userCode, 'deny'),
    signedIn: () => signIn(settings, clock, parts),
    endSessions: () => parts.sessions.endAll(),
    mfaCode: (serialNumber) => parts.sts.mfa.code(serialNumber),
    webIdentityToken: (claims) =>
      writeToken({ iss: settings.issuer, aud: settings.audience, sub: '', exp: clock.seconds() + 3600, ...claims }),
    credentials: () => parts.keyring.all(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Parts {
  clients: Clients;
  sessions: Sessions;
  keyring: Keyring;
  sts: Sts;
  handlers: Handlers;
}

function partsOf(settings: Settings, clock: Clock, url: string): Parts {
  const keyring = new Keyring(clock, settings.users);
  const clients = new Clients(settings, clock);
  const sessions = new Sessions(settings, clock);
  const authorization = new Authorization(settings, clock, clients, sessions);
  const devices = new Devices(settings, clock, clients, sessions);
  const portal = new Portal(settings, sessions, keyring);
  const sts = new Sts(settings, clock, keyring);
  const handlers: Handlers = {
    RegisterClient: (call) => clients.register(call),
    StartDeviceAuthorization: (call) => devices.start(call, url),
    CreateToken: (call) => createToken(call, { clients, sessions, authorization, devices }),
    Authorize: (call) => authorization.show(call),
    DecideAuthorization: (call) => authorization.decide(call),
    ShowDevice: (call) => devices.show(call),
    DecideDevice: (call) => devices.decide(call),
    ListAccounts: (call) => portal.listAccounts(call),
    ListAccountRoles: (call) => portal.listAccountRoles(call),
    GetRoleCredentials: (call) => portal.getRoleCredentials(call),
    Logout: (call) => portal.logout(call),
    AssumeRole: (call) => sts.assumeRole(call),
    AssumeRoleWithWebIdentity: (call) => sts.assumeRoleWithWebIdentity(call),
    GetCallerIdentity: (call) => sts.getCallerIdentity(call),
    GetSessionToken: (call) => sts.getSessionToken(call),
  };
  return { clients, sessions, keyring, sts, handlers };
}

function signIn({ startUrl, region }: Settings, clock: Clock, { clients, sessions }: Parts): TokenFile {
  const scopes = ['sso:account:access'];
  const client = clients.add({ name: 'signed-in', grants: [codeGrant, refreshGrant], redirectUris: [], scopes });
  const { accessToken, expiresIn, refreshToken = '' } = sessions.issue(sessions.open(client));
  return {
    startUrl,
    region,
    accessToken,
    expiresAt: stamp(clock.now() + expiresIn * 1000),
    clientId: client.id,
    clientSecret: client.secret,
    registrationExpiresAt: stamp(client.expiresAt),
    refreshToken,
  };
}

function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, '');
}

function variables(url: string): Record<string, string> {
  const services = ['SSO_OIDC', 'SSO', 'STS', 'SIGNIN'];
  return Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, url]));
}
