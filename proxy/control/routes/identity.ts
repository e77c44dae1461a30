import { Hono } from 'hono';
import * as v from 'valibot';
import { OTHER_SOURCES } from '../../aws/profiles.ts';
import type { Admin } from '../admin.ts';
import { bodyOf } from '../valid.ts';

const IdentityBody = v.object({
  profile: v.optional(v.nullable(v.string())),
  credentials: v.optional(v.nullable(v.picklist(OTHER_SOURCES))),
  region: v.optional(v.nullable(v.string())),
});

/** Who asks Bedrock, and where: null takes what stands without a setting. */
export function identityRoutes(admin: Admin) {
  return new Hono().post('/', bodyOf(IdentityBody), async (c) => {
    const { kind, profile, region, regionFrom } = await admin.switchIdentity(c.req.valid('json'));
    return c.json({ credentials: kind, profile: profile ?? null, region, regionFrom });
  });
}
