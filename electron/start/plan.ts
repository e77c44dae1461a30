/** What `npm start` is to start. */
export type Plan =
  | { readonly start: 'app'; readonly program: string }
  /** `why`: a line for the person; none where the arguments asked for it. */
  | { readonly start: 'headless'; readonly why?: string };

/** Electron's program, or why there is none. */
export type Runtime = { readonly program: string } | { readonly missing: string };

export interface Surroundings {
  /** Whether the app takes the arguments that were given. */
  readonly isForApp: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly findRuntime: () => Promise<Runtime>;
}

/** Decides what is started. The runtime is looked for, which may mean a download, only where a window could be seen. */
export async function planFor({ isForApp, env, platform, findRuntime }: Surroundings): Promise<Plan> {
  if (!isForApp || env.ADIT_HEADLESS === '1') return { start: 'headless' };
  const display = displayProblem(env, platform);
  if (display) return { start: 'headless', why: `Adit starts without the app: ${display}.` };
  const runtime = await findRuntime();
  if ('program' in runtime) return { start: 'app', program: runtime.program };
  return { start: 'headless', why: `Adit starts without its app: ${runtime.missing}.` };
}

/** Why no window could be seen here; undefined where one could. */
export function displayProblem(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (env.SSH_CONNECTION || env.SSH_TTY) return 'this is an SSH session';
  if (platform === 'darwin' || platform === 'win32') return undefined;
  return env.DISPLAY || env.WAYLAND_DISPLAY ? undefined : 'there is no display';
}
