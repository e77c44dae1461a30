import { hc } from 'hono/client';
import { AditError, reason } from '../errors.ts';
import { CONSOLE_TOKEN, type Secrets } from '../secrets/secrets.ts';
import type { ControlApp } from './app.ts';

type Api = ReturnType<typeof hc<ControlApp>>['console']['api'];

/**
 * Tells the Adit that runs with this home, on this port, the code of an MFA device. Rejects with AditError where none runs,
 * or the credentials cannot be had with the code.
 */
export async function tellMfaCode(secrets: Secrets, port: number, code: string): Promise<void> {
  await asked(secrets, port, (api) => api['sign-in'].mfa.$post({ json: { code } }));
}

/**
 * Has the Adit that runs with this home, on this port, make the file that a browser is to open (see Doorway). Resolves to
 * its path. Rejects with AditError where none runs.
 */
export async function askForDoorway(secrets: Secrets, port: number): Promise<{ file: string; address: string }> {
  const answer = await asked(secrets, port, (api) => api.doorway.$post());
  return (await answer.json()) as { file: string; address: string };
}

async function asked(secrets: Secrets, port: number, ask: (api: Api) => Promise<Response | object>): Promise<Response> {
  const headers = { authorization: `Bearer ${(await secrets.read(CONSOLE_TOKEN)) ?? ''}` };
  const control = hc<ControlApp>(`http://127.0.0.1:${port}`, { headers });
  const answer = (await ask(control.console.api).catch((error: unknown) => {
    throw new AditError(
      'api_error',
      `No Adit is listening on port ${port}: ${reason(error)}. "adit serve --open" starts one; --port names another port.`,
    );
  })) as Response;
  if (answer.ok) return answer;
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
  throw new AditError('api_error', error?.message ?? `Adit answered with status ${answer.status}.`);
}
