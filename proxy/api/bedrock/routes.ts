import type { App, Routes } from '../handlers.ts';
import { passOn } from './native.ts';

/** Bedrock's own paths, passed on (https://docs.aws.amazon.com/bedrock/latest/APIReference/welcome.html). */
export function bedrockRoutes(app: App, { router, raw, paid }: Routes): void {
  const native = raw((...io) => passOn(router, ...io));
  app.post('/model/:id/count-tokens', native);
  app.post(
    '/model/*',
    paid((...io) => passOn(router, ...io)),
  );
  app.on('GET', ['/inference-profiles/*', '/foundation-models/*'], native);
  app.all('/async-invoke/*', native);
}
