/** A variable of the environment. */
export type Variable = readonly [name: string, value: string];

/** What tools that speak Anthropic's or OpenAI's API ask, and show there: their SDKs' own variables. */
export function apiVariables(url: string, key: string): Variable[] {
  return [
    // https://platform.claude.com/docs/en/api/client-sdks, https://code.claude.com/docs/en/env-vars
    ['ANTHROPIC_BASE_URL', url],
    ['ANTHROPIC_AUTH_TOKEN', key],
    ['CLAUDE_CODE_AUTO_MODE_SERVER', '0'],
    // https://github.com/openai/openai-python#configuring-the-client
    ['OPENAI_BASE_URL', `${url}/v1`],
    ['OPENAI_API_KEY', key],
  ];
}

/** The same for tools that speak Bedrock's API with the AWS SDKs: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function bedrockVariables(url: string, key: string): Variable[] {
  return [
    ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME', url],
    ['AWS_BEARER_TOKEN_BEDROCK', key],
    ['ANTHROPIC_BEDROCK_BASE_URL', url],
  ];
}

/** How shells set a variable for what is started from them. */
export const SHELLS = {
  sh: {
    set: (name: string, value: string) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
    run: 'eval "$(adit env)"',
  },
  fish: {
    set: (name: string, value: string) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
    run: 'adit env | source',
  },
  csh: {
    set: (name: string, value: string) => `setenv ${name} '${value.replaceAll("'", "'\\''")}'`,
    run: 'eval `adit env`',
  },
  powershell: {
    set: (name: string, value: string) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
    run: 'adit env | Out-String | Invoke-Expression',
  },
} as const;

export type Shell = keyof typeof SHELLS;

/** Programs that speak one of these. */
export const OTHER_NAMES: Readonly<Record<string, Shell>> = {
  bash: 'sh',
  zsh: 'sh',
  tcsh: 'csh',
  pwsh: 'powershell',
};

/** The shell that the person works in, by its path; most others take what sh takes. */
export function shellOf({ SHELL, PSModulePath }: NodeJS.ProcessEnv): Shell {
  if (SHELL === undefined && PSModulePath !== undefined) return 'powershell';
  return shellNamed(SHELL?.split('/').at(-1) ?? '');
}

/** The shell by the name of its program. */
export function shellNamed(name: string): Shell {
  return OTHER_NAMES[name] ?? (name in SHELLS ? (name as Shell) : 'sh');
}
