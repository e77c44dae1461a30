import { isOwn, ORIGIN } from './scheme.ts';

/** Answers a request of the screens: the control app, in this process. */
export type Carry = (request: Request) => Response | Promise<Response>;

/**
 * Carries requests of the screens to the control app, and answers back as they stream. What does not come from the
 * screens' own origin is refused; the token that the control app wants is added behind this point, so that no page has it.
 */
export function createCarrier(control: () => Carry | undefined): Carry {
  return async (request) => {
    const origin = request.headers.get('origin');
    if (!isOwn(request.url) || (origin !== null && origin !== ORIGIN))
      return refusal(403, 'permission_error', 'Not here.');
    const carry = control();
    if (!carry) return refusal(503, 'api_error', 'Adit is starting.');
    return carry(request);
  };
}

function refusal(status: number, type: string, message: string): Response {
  return Response.json({ error: { type, message } }, { status, headers: { 'cache-control': 'no-store' } });
}
