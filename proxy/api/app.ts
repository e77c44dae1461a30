import { Hono } from 'hono';
import { anthropicRoutes } from './anthropic/routes.ts';
import { bedrockRoutes } from './bedrock/routes.ts';
import { type App, createRoutes, type Env, openJson, queryOf, type RouteOptions } from './handlers.ts';
import { findModel, listModels, pageOf } from './models.ts';
import { openAiRoutes } from './openai/routes.ts';
import { routeOf } from './path.ts';
import { UnknownPath } from './unknown-path.ts';

export interface AppOptions extends RouteOptions {
  readonly version: string;
}

/** What clients can ask, whatever prefix they put before it (see routeOf). */
export function createApp({ version, ...options }: AppOptions): App {
  const app: App = new Hono<Env>({ getPath: (request) => routeOf(pathOf(request.url)) });
  const routes = createRoutes(options);
  const { mark } = options;
  const { resolution } = options.router;
  const list = () => listModels(resolution, mark);
  const hello = openJson(() => ({
    name: 'adit',
    version,
    message: `Adit is here${mark}. Point your tool at this address.`,
  }));

  anthropicRoutes(app, routes);
  openAiRoutes(app, routes);
  bedrockRoutes(app, routes);
  app.get(
    '/models',
    routes.json((c) => pageOf(list(), queryOf(c), c.env.incoming.headers)),
  );
  app.get(
    '/models/:id{.+}',
    routes.json((c) => findModel(c.req.param('id') ?? '', resolution, mark)),
  );
  app.get('/api/hello', hello);
  app.get('/', hello);
  app.notFound(
    openJson((c) => {
      throw new UnknownPath(c.req.method, pathOf(c.req.url));
    }),
  );
  return app;
}

/** The path as it is on the wire: `http://127.0.0.1:2348/v1/models?` is `/v1/models`. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  return url.slice(start).split(/[?#]/, 1)[0] ?? '/';
}
