import { isClaude, type SurfaceName } from '../bedrock/catalogue/catalogue.ts';
import { guessedSurfaces } from '../bedrock/catalogue/guessed-surfaces.ts';
import type { ClientRequest } from '../bedrock/client-request.ts';
import type { LessonBook } from '../bedrock/lessons/lessons.ts';
import type { Target } from './resolve.ts';

/** The surfaces that may reach a target, best first: the client's own dialect before those that need translation. */
export function surfacesOf({ model, modelId }: Target, { native, invokeHeaders }: ClientRequest): SurfaceName[] {
  const onlyInvoke = modelId.startsWith('arn:') || Object.keys(invokeHeaders).length > 0;
  if (isClaude(model) && onlyInvoke) return ['invoke'];
  const surfaces = model?.surfaces ?? guessedSurfaces(modelId);
  const isOwn = (surface: SurfaceName) => surface === native?.dialect || surface === `mantle-${native?.dialect}`;
  return [...surfaces.filter(isOwn), ...surfaces.filter((surface) => !isOwn(surface))];
}

/** The first surface that is not known to lack the target. */
export function surfaceFor(target: Target, request: ClientRequest, lessons: LessonBook): SurfaceName {
  const surfaces = surfacesOf(target, request);
  const known = (surface: SurfaceName) => lessons.knows(lessonTarget(target, surface), 'no-route');
  return surfaces.find((surface) => !known(surface)) ?? surfaces[0] ?? 'invoke';
}

/** What a target's lessons are kept under. */
export function lessonTarget({ model, modelId }: Target, surface: SurfaceName): string {
  return `${model?.key ?? modelId} ${surface}`;
}
