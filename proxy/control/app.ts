import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { toAditError } from '../errors.ts';
import type { Admin } from './admin.ts';
import { type ActionRoutesOptions, actionRoutes } from './routes/actions.ts';
import { budgetRoutes } from './routes/budgets.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { type HistoryRoutesOptions, historyRoutes } from './routes/history.ts';
import { identityRoutes } from './routes/identity.ts';
import { keysRoutes } from './routes/keys.ts';
import { modelRoutes } from './routes/models.ts';
import { type RequestRoutesOptions, requestRoutes } from './routes/requests.ts';
import { settingsRoutes } from './routes/settings.ts';
import { setupRoutes } from './routes/setup.ts';
import { type SignInRoutesOptions, signInRoutes } from './routes/sign-in.ts';
import { type StatusRoutesOptions, statusRoutes } from './routes/status.ts';
import { toolRoutes } from './routes/tools.ts';
import { consoleHeaders, screenFiles } from './screens.ts';
import { missing } from './valid.ts';

/** Where screens and control API are, on the address that clients use. */
export const CONSOLE_PATH = '/console';

export interface ControlOptions
  extends StatusRoutesOptions,
    SignInRoutesOptions,
    HistoryRoutesOptions,
    RequestRoutesOptions,
    ActionRoutesOptions {
  /** Throws AditError (401) for a request without the token. */
  readonly checkToken: (authorization: string | undefined) => void;
  readonly admin: Admin;
  /** The folder of the built screens. */
  readonly screens: string;
}

/**
 * The screens' files, and the control API for the screens and for commands. All of the API wants the console's token; the
 * files hold nothing, and want none. It answers Request with Response, whatever carries them.
 */
export function createControlApp(options: ControlOptions) {
  const app = new Hono().basePath(CONSOLE_PATH);
  app.use(consoleHeaders());
  app.onError((error, c) => {
    const told = toAditError(error);
    return c.json({ error: { type: told.type, message: told.message } }, told.status as ContentfulStatusCode);
  });
  app.use('/api/*', async (c, next) => {
    c.header('cache-control', 'no-store');
    options.checkToken(c.req.header('authorization'));
    await next();
  });
  const routed = app
    .route('/api', statusRoutes(options))
    .route('/api/sign-in', signInRoutes(options))
    .route('/api/history', historyRoutes(options))
    .route('/api/requests', requestRoutes(options))
    .route('/api/requests', actionRoutes(options))
    .route('/api/settings', settingsRoutes(options.admin))
    .route('/api/keys', keysRoutes(options.admin))
    .route('/api/identity', identityRoutes(options.admin))
    .route('/api/models', modelRoutes(options.admin))
    .route('/api/budgets', budgetRoutes(options.admin))
    .route('/api/doctor', doctorRoutes(options.admin, options.events))
    .route('/api/tools', toolRoutes(options.admin))
    .route('/api/setup', setupRoutes(options.admin));
  app.all('/api/*', () => {
    throw missing('The console has no such route.');
  });
  app.get('*', screenFiles(options.screens, CONSOLE_PATH));
  app.notFound((c) => c.json({ error: { type: 'not_found_error', message: 'The console has no such page.' } }, 404));
  return routed;
}

/** What Hono's client of the control API is typed by. */
export type ControlApp = ReturnType<typeof createControlApp>;
