import type { Section } from '../files/sections.ts';
import { containerAddress } from './container.ts';
import { instanceAddress } from './instance.ts';

/**
 * Where containers and instances are given credentials, as environment and default profile say it. An address that AWS's
 * SDKs do not take is none; who asks there is told.
 */
export function metadataAddresses(env: NodeJS.ProcessEnv, settings: Section = {}): URL[] {
  return [() => containerAddress(env), () => instanceAddress(env, settings)].flatMap((find) => {
    try {
      return find() ?? [];
    } catch {
      return [];
    }
  });
}
