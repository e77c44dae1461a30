import { Hono } from 'hono';
import * as v from 'valibot';
import type { SignInDesk } from '../../aws/sign-in-desk.ts';
import { PersonNeeded } from '../../aws/sources/person-needed.ts';
import { reason } from '../../errors.ts';
import type { SignIns } from '../sign-ins.ts';
import type { Status } from '../status.ts';
import { bodyOf, invalid } from '../valid.ts';

export interface SignInRoutesOptions {
  readonly desk: SignInDesk;
  readonly signIns: SignIns;
  readonly status: () => Promise<Status>;
}

const SignInBody = v.object({ method: v.optional(v.picklist(['browser', 'device']), 'browser') });
const CodeBody = v.object({ code: v.pipe(v.string(), v.trim(), v.regex(/^\d{6}$/, 'A code has six digits.')) });

/** Beginning a sign-in, cancelling it, and giving the code of an MFA device. */
export function signInRoutes({ desk, signIns, status }: SignInRoutesOptions) {
  return new Hono()
    .post('/', bodyOf(SignInBody), async (c) => c.json(await signIns.start(c.req.valid('json').method)))
    .delete('/', (c) => {
      signIns.cancel();
      return c.body(null, 204);
    })
    .post('/mfa', bodyOf(CodeBody), async (c) => {
      await desk.giveMfaCode(c.req.valid('json').code).catch((error: unknown) => {
        throw invalid(error instanceof PersonNeeded ? `${error.message}.` : reason(error));
      });
      return c.json(await status());
    });
}
