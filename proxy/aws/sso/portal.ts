import type { SSOClient } from '@aws-sdk/client-sso';
import type { SsoClients } from './clients.ts';
import { explainPortal, nameOf } from './failure.ts';
import type { SsoSession } from './session.ts';
import type { SsoToken } from './token-cache.ts';

/** An account that the person may use. */
export interface SsoAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** What the portal is asked with. */
export interface PortalAccess {
  readonly session: SsoSession;
  readonly token: SsoToken;
  readonly clients: SsoClients;
  readonly signal?: AbortSignal;
}

/** The longest page that AWS gives. */
const PAGE = 100;

/** All accounts of the person, by name. Rejects with AditError: 401 where the sign-in is over. */
export function listAccounts(access: PortalAccess): Promise<SsoAccount[]> {
  return ask(access, async (client, accessToken) => {
    const { paginateListAccounts } = await import('@aws-sdk/client-sso');
    const accounts: SsoAccount[] = [];
    for await (const { accountList = [] } of paginateListAccounts({ client, pageSize: PAGE }, { accessToken })) {
      for (const { accountId: id, accountName: name = '', emailAddress: email = '' } of accountList) {
        if (id) accounts.push({ id, name, email });
      }
    }
    return accounts.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
  });
}

/** The names of all roles that the person has in an account, sorted. Rejects with AditError as above. */
export function listRoles(access: PortalAccess, accountId: string): Promise<string[]> {
  return ask(access, async (client, accessToken) => {
    const { paginateListAccountRoles } = await import('@aws-sdk/client-sso');
    const names: string[] = [];
    const asked = { accessToken, accountId };
    for await (const { roleList = [] } of paginateListAccountRoles({ client, pageSize: PAGE }, asked)) {
      for (const { roleName } of roleList) if (roleName) names.push(roleName);
    }
    return names.sort((a, b) => a.localeCompare(b));
  });
}

/** Ends the sign-in at AWS. Resolves also where it was over already; rejects with AditError where AWS was not told. */
export async function logout(access: PortalAccess): Promise<void> {
  await ask(access, async (client, accessToken) => {
    const { LogoutCommand } = await import('@aws-sdk/client-sso');
    try {
      await client.send(new LogoutCommand({ accessToken }), sending(access));
    } catch (error) {
      if (nameOf(error) !== 'UnauthorizedException') throw error;
    }
  });
}

async function ask<T>(
  { session, token, clients, signal }: PortalAccess,
  question: (client: SSOClient, accessToken: string) => Promise<T>,
): Promise<T> {
  try {
    return await question(await clients.portal(session.region), token.accessToken);
  } catch (error) {
    signal?.throwIfAborted();
    throw explainPortal(error, session);
  }
}

function sending({ signal }: PortalAccess) {
  return signal ? { abortSignal: signal } : {};
}
