import { hc } from 'hono/client';
import { AditError, reason } from '../errors.ts';
import { readSecret } from '../guard/key.ts';
import type { Home } from '../settings/home.ts';
import type { ControlApp } from './app.ts';
import { TOKEN_FILE } from './token.ts';

/**
 * Tells the Adit that runs with this home, on this port, the code of an MFA device. Rejects with AditError where none runs,
 * or the credentials cannot be had with the code.
 */
export async function tellMfaCode(home: Home, port: number, code: string): Promise<void> {
  const token = readSecret(home, TOKEN_FILE);
  const headers = { authorization: `Bearer ${token ?? ''}` };
  const control = hc<ControlApp>(`http://127.0.0.1:${port}`, { headers });
  const answer = await control.console.api['sign-in'].mfa.$post({ json: { code } }).catch((error: unknown) => {
    throw new AditError('api_error', `No Adit is listening on port ${port}: ${reason(error)}. --port names another.`);
  });
  if (answer.ok) return;
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
  throw new AditError('api_error', error?.message ?? `Adit answered with status ${answer.status}.`);
}
