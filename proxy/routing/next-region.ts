import type { Journey } from './journey.ts';
import { KnownModels } from './known-models.ts';
import { type Resolution, resolve, scopesFor, type Target } from './resolve.ts';

/**
 * The target of a journey in the next of the failover regions that has it and was not asked yet; undefined where there is
 * none, as for an ARN, which is of one region.
 */
export function inNextRegion({ router, question, target, tried }: Journey): Target | undefined {
  tried.regions.add(target.region);
  if (target.modelId.startsWith('arn:')) return undefined;
  for (const region of router.failoverRegions) {
    if (tried.regions.has(region)) continue;
    tried.regions.add(region);
    const moved = targetIn(region, target, question.request.name, router.resolution);
    if (moved) return { ...moved, note: `${target.region} did not take it: ${region} was asked` };
  }
  return undefined;
}

/** The same profile where the region is one of its geography; else the best that the name means there. */
function targetIn(region: string, target: Target, name: string, resolution: Resolution): Target | undefined {
  const { model, modelId } = target;
  const scope = model && Object.entries(model.profiles).find(([, id]) => id === modelId)?.[0];
  if (scope === 'in-region' || scopesFor(region, resolution.scope).some((other) => other === scope)) {
    return { ...target, region };
  }
  try {
    // What the account lists is of the region that it was asked in.
    return resolve(name, { ...resolution, region, known: new KnownModels(), isMissing: () => false })[0];
  } catch {
    return undefined;
  }
}
