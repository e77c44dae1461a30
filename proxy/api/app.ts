import { Hono } from 'hono';
import { AditError } from '../errors.ts';
import { anthropicRoutes } from './anthropic/routes.ts';
import { bedrockRoutes } from './bedrock/routes.ts';
import { type App, createRoutes, type Env, openJson, queryOf, type RouteOptions, type Routes } from './handlers.ts';
import { findModel, listModels, pageOf } from './models.ts';
import { chatRoutes, openAiRoutes } from './openai/routes.ts';
import { routeOf } from './path.ts';
import { UnknownPath } from './unknown-path.ts';

export interface AppOptions extends RouteOptions {
  readonly version: string;
}

/** What clients can ask, whatever prefix they put before it (see routeOf). */
export function createApp({ version, ...options }: AppOptions): App {
  const app = emptyApp();
  const routes = createRoutes(options);
  const hello = openJson(() => ({
    name: 'adit',
    version,
    message: `Adit is here${options.mark}. Point your tool at this address.`,
  }));

  anthropicRoutes(app, routes);
  openAiRoutes(app, routes);
  bedrockRoutes(app, routes);
  modelRoutes(app, routes);
  app.get('/api/hello', hello);
  app.get('/', hello);
  app.notFound(
    openJson((c) => {
      throw new UnknownPath(c.req.method, pathOf(c.req.url));
    }),
  );
  return app;
}

/** What can be asked where no key is wanted: models and chat, and nothing else. */
export function createKeylessApp(options: RouteOptions): App {
  const app = emptyApp();
  const routes = createRoutes(options);
  chatRoutes(app, routes);
  modelRoutes(app, routes);
  app.notFound(
    openJson(() => {
      throw new AditError('not_found_error', ONLY_CHAT, { shouldRetry: false });
    }),
  );
  return app;
}

const ONLY_CHAT =
  "Without a key there are GET /v1/models and POST /v1/chat/completions alone; all else is at Adit's other port.";

function emptyApp(): App {
  return new Hono<Env>({ getPath: (request) => routeOf(pathOf(request.url)) });
}

function modelRoutes(app: App, { router, mark, json }: Routes): void {
  const { resolution } = router;
  app.get(
    '/models',
    json((c) => pageOf(listModels(resolution, mark), queryOf(c), c.env.incoming.headers)),
  );
  app.get(
    '/models/:id{.+}',
    json((c) => findModel(c.req.param('id') ?? '', resolution, mark)),
  );
}

/** The path as it is on the wire: `http://127.0.0.1:2348/v1/models?` is `/v1/models`. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  return url.slice(start).split(/[?#]/, 1)[0] ?? '/';
}
