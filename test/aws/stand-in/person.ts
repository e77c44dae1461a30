/**
 * A person who opens the page of an authorization request and presses a button.
 *
 * @param authorizeUrl what a client wants opened in a browser
 * @returns the address that the browser is sent to, at the client's own listener
 */
export async function press(authorizeUrl: string, decision: 'allow' | 'deny'): Promise<string> {
  const shown = await fetch(authorizeUrl, { redirect: 'manual' });
  const html = await shown.text();
  if (shown.status === 302) return shown.headers.get('location') ?? '';
  const request = html.match(/name="request" value="([^"]+)"/)?.[1];
  if (!request) throw new Error(`there is nothing to press on the page: ${html}`);
  const action = new URL('/authorize/decision', authorizeUrl);
  const body = new URLSearchParams({ request, decision });
  const decided = await fetch(action, { method: 'POST', body, redirect: 'manual' });
  return decided.headers.get('location') ?? '';
}

/** A person who presses a button on the page of a device's code. Rejects where the code is not one that waits. */
export async function pressDevice(url: string, userCode: string, decision: 'confirm' | 'deny'): Promise<void> {
  const body = new URLSearchParams({ user_code: userCode, decision });
  const decided = await fetch(`${url}/device/decision`, { method: 'POST', body });
  if (!decided.ok) throw new Error(`the code was not taken: ${await decided.text()}`);
}
