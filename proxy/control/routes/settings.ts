import { Hono } from 'hono';
import * as v from 'valibot';
import { AditError } from '../../errors.ts';
import { describeSettings, fieldOf, isSection } from '../../settings/describe.ts';
import { changedPaths, patchOf, type SettingsPatch } from '../../settings/patch.ts';
import type { Admin } from '../admin.ts';
import { bodyOf, missing } from '../valid.ts';

/** What is set is validated by the settings' own schema. */
const PatchBody = v.record(v.string(), v.unknown());

/** The settings: what there is, how it stands, and how it is changed. */
export function settingsRoutes(admin: Admin) {
  const change = async (patch: SettingsPatch) => {
    const before = admin.settings.current;
    const values = await admin.apply(patch);
    const changed = changedPaths(before, values);
    return { values, changed, needsRestart: changed.filter((path) => fieldOf(path)?.needsRestart) };
  };
  return new Hono()
    .get('/', (c) => {
      const { settings, secrets } = admin;
      return c.json({
        fields: describeSettings(),
        values: settings.current,
        /** Paths of what is as was said at the start, and not as the file says. */
        overridden: settings.overridden,
        problem: admin.problem() ?? null,
        secrets: { place: secrets.place, problem: secrets.problem ?? null },
        keylessUrl: admin.keylessUrl() ?? null,
      });
    })
    .patch('/', bodyOf(PatchBody), async (c) => c.json(await change(c.req.valid('json') as SettingsPatch)))
    .post('/check', bodyOf(PatchBody), (c) => {
      return c.json({ problem: problemOf(() => admin.settings.preview(c.req.valid('json') as SettingsPatch)) });
    })
    .delete('/:path', async (c) => {
      const path = c.req.param('path');
      if (!fieldOf(path) && !isSection(path)) throw missing(`There is no setting "${path}".`);
      return c.json(await change(patchOf(path, null) as SettingsPatch));
    });
}

/** What is wrong with a patch, in words; null where it could be applied as far as its values tell. */
function problemOf(preview: () => unknown): string | null {
  try {
    preview();
    return null;
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    return error.message;
  }
}
