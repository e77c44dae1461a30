import { Hono } from 'hono';
import * as v from 'valibot';
import { AditError } from '../../errors.ts';
import { describeModels } from '../../routing/model-rows.ts';
import { type Resolution, resolve } from '../../routing/resolve.ts';
import type { Admin } from '../admin.ts';
import { queryOf } from '../valid.ts';

/** What a name would become. */
export interface Resolved {
  readonly name: string;
  /** The inference profile, model id or ARN that Bedrock would be asked for; null where the name means nothing. */
  readonly modelId: string | null;
  /** For people; null for what the catalogue does not know. */
  readonly title: string | null;
  readonly region: string;
  /** Whether the account and region have it; null where that is not known. */
  readonly available: boolean | null;
  /** Why the name means nothing, or that another model than the named one would answer. */
  readonly problem: string | null;
}

const NameQuery = v.object({ name: v.pipe(v.string(), v.nonEmpty('Give a name.')) });

/** Which models there are, and what names mean here and now. */
export function modelRoutes({ resolution }: Admin) {
  return new Hono()
    .get('/', (c) => {
      const now = resolution();
      const aliases = Object.keys(now.aliases).map((name) => resolved(name, now));
      return c.json({ models: describeModels(now), aliases });
    })
    .get('/resolve', queryOf(NameQuery), (c) => c.json(resolved(c.req.valid('query').name, resolution())));
}

function resolved(name: string, resolution: Resolution): Resolved {
  const { region, known } = resolution;
  try {
    const [target] = resolve(name, resolution);
    const modelId = target?.modelId ?? null;
    const available = modelId === null ? null : (known.isListed(modelId) ?? null);
    return {
      name,
      modelId,
      title: target?.model?.name ?? null,
      region: target?.region ?? region,
      available,
      problem: target?.note ?? null,
    };
  } catch (error) {
    if (!(error instanceof AditError)) throw error;
    return { name, modelId: null, title: null, region, available: false, problem: error.message };
  }
}
