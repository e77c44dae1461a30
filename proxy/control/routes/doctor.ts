import { Hono } from 'hono';
import * as v from 'valibot';
import { checkCall } from '../../doctor/call.ts';
import { createContext, type DoctorContext } from '../../doctor/context.ts';
import { diagnose } from '../../doctor/doctor.ts';
import type { Finding } from '../../doctor/finding.ts';
import { knownSecrets } from '../../doctor/known-secrets.ts';
import { describeHolder } from '../../doctor/port-holder.ts';
import { withoutSecrets } from '../../doctor/secrets.ts';
import { environmentOf } from '../../settings/environment.ts';
import type { Admin } from '../admin.ts';
import type { ControlEvents } from '../events.ts';
import { live } from '../live.ts';
import { bodyOf } from '../valid.ts';

const DoctorBody = v.object({ call: v.optional(v.boolean(), true) });

/** Finds out what is wrong, as `adit doctor` does, with the settings that count now. Nothing that is told is secret. */
export function doctorRoutes(admin: Admin, events: ControlEvents) {
  return new Hono()
    .post('/', bodyOf(DoctorBody), (c) => {
      const { call } = c.req.valid('json');
      return live(c, events.closed, async ({ send }) => {
        const context = open(admin, call);
        const secrets = await knownSecrets(context);
        const clean = (findings: readonly Finding[]) =>
          withoutSecrets({ verdict: 'unknown', first: '', findings }, secrets).findings;
        try {
          const diagnosis = await diagnose(context, (running, found) => {
            void send('progress', { running: running.map(({ title }) => title), findings: clean(found) });
          });
          await send('diagnosis', withoutSecrets(diagnosis, secrets));
        } finally {
          context.close();
        }
      });
    })
    .post('/call', async (c) => {
      const context = open(admin, true);
      try {
        const [finding] = await checkCall(context);
        return c.json(finding);
      } finally {
        context.close();
      }
    });
}

function open({ home, env, settings, secrets }: Admin, call: boolean): DoctorContext {
  const { profile, region, port } = settings.current;
  const shell = environmentOf(settings.current, env);
  return createContext({ env: shell, home, secrets, profile, region, port, call, describeHolder });
}
