import type { Authorization } from './authorize.ts';
import { type Answer, type Call, json, text } from './call.ts';
import { type Clients, codeGrant, deviceGrant, refreshGrant } from './clients.ts';
import type { Devices } from './device.ts';
import { invalidRequest, oidcRefusal } from './oidc-refusals.ts';
import type { Sessions } from './sessions.ts';

/** What the grants are redeemed with. */
export interface Grants {
  clients: Clients;
  sessions: Sessions;
  authorization: Authorization;
  devices: Devices;
}

/** Source: service model sso-oidc in https://github.com/aws/aws-cli (branch v2). */
export function createToken(call: Call, { clients, sessions, authorization, devices }: Grants): Answer {
  const grant = need(call, 'grantType');
  need(call, 'clientId');
  need(call, 'clientSecret');
  switch (grant) {
    case codeGrant: {
      const client = clients.authenticate(call, grant);
      need(call, 'code');
      need(call, 'redirectUri');
      return json(sessions.issue(authorization.redeem(client, call)));
    }
    case deviceGrant: {
      const client = clients.authenticate(call, grant);
      need(call, 'deviceCode');
      return json(sessions.issue(devices.poll(client, call)));
    }
    case refreshGrant:
      return json(sessions.refresh(clients.authenticate(call, grant), need(call, 'refreshToken')));
    default:
      throw oidcRefusal('unsupportedGrant');
  }
}

function need(call: Call, name: string): string {
  const value = text(call, name);
  if (value === undefined) throw invalidRequest(`${name} is missing`);
  return value;
}
