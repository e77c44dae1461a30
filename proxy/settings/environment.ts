import type { Settings } from './settings.ts';

/** Settings that stand for variables, and the variables; Node takes those in small letters first. */
const VARIABLES = [
  ['proxy', ['HTTPS_PROXY', 'https_proxy']],
  ['noProxy', ['NO_PROXY', 'no_proxy']],
  ['caBundle', ['AWS_CA_BUNDLE']],
] as const;

/** The environment that the way to AWS is opened with: what is set goes before what the program was started with. */
export function environmentOf(settings: Settings, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const set = VARIABLES.flatMap(([name, variables]) =>
    settings[name] === undefined ? [] : variables.map((variable) => [variable, settings[name]]),
  );
  return set.length === 0 ? env : { ...env, ...Object.fromEntries(set) };
}
