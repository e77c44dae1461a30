import { styleText } from 'node:util';
import type { AwsIdentity } from '../aws/profiles.ts';
import type { Engine } from '../engine.ts';
import { CONSOLE_TOKEN } from '../secrets/secrets.ts';
import { VERSION } from '../version.ts';

/** What a start tells. */
export interface StartFacts {
  readonly engine: Engine;
  readonly identity: AwsIdentity;
  /** Why this is the demo, if it is. */
  readonly demo: 'wished' | 'no-credentials' | undefined;
  readonly home: string;
  /** The home that was named on the command line, if one was. */
  readonly homeFlag: string | undefined;
}

/** One line of JSON, for programs that start Adit. */
export function startLine({ engine, identity, demo, home }: StartFacts): string {
  const { url, key, endpoint, secrets } = engine;
  return `${JSON.stringify({
    url,
    key,
    demo: demo !== undefined,
    profile: identity.profile ?? null,
    region: identity.region,
    endpoint: endpoint.url.href,
    console: engine.console.url,
    console_token_file: secrets.place === 'file' ? secrets.where(CONSOLE_TOKEN) : null,
    home,
    pid: process.pid,
    version: VERSION,
  })}\n`;
}

/** The text for a person: who answers, and how to point a tool at it. The key is shown on terminals alone. */
export function startText(facts: StartFacts, stream: NodeJS.WriteStream): string {
  const { engine, identity, demo, homeFlag } = facts;
  const bold = (text: string) => styleText('bold', text, { stream });
  const flag = homeFlag === undefined ? '' : ` --home ${homeFlag}`;
  const key = stream.isTTY ? engine.key : `$(npm run -s adit -- key${flag})`;
  return [
    bold(`Adit ${VERSION} is listening on ${engine.url}`),
    '',
    ...(demo ? demoLines(demo, stream) : awsLines(identity, engine, stream)),
    '',
    'Claude Code, in another terminal:',
    '',
    `  export ANTHROPIC_BASE_URL=${engine.url}`,
    `  export ANTHROPIC_AUTH_TOKEN=${key}`,
    '  claude',
    '',
    ...windowLines(facts, stream),
    '',
    'Each request is a line below. Ctrl-C ends Adit.',
    '',
    '',
  ].join('\n');
}

/** Where requests can be watched. The address that needs no more is as secret as the key. */
function windowLines({ engine, homeFlag }: StartFacts, stream: NodeJS.WriteStream): string[] {
  const { url, doorway } = engine.console;
  if (stream.isTTY) return ['What they ask, and what it costs, in the browser:', '', doorway.address];
  const home = homeFlag === undefined ? '' : ` --home ${homeFlag}`;
  return [`Window: ${url}`, `  "npm run adit -- open${home} --port ${new URL(url).port}" opens it in the browser.`];
}

function demoLines(demo: 'wished' | 'no-credentials', stream: NodeJS.WriteStream): string[] {
  const why = demo === 'wished' ? 'as asked for with --demo' : 'since no AWS credentials were found';
  return [
    styleText('yellow', `DEMO MODE, ${why}: no model answers.`, { stream }),
    'A simulated Bedrock inside Adit does. For the real one, sign in to AWS ("npm run',
    'adit -- login") and start again, with --profile NAME if the profile has a name.',
  ];
}

function awsLines(identity: AwsIdentity, { endpoint }: Engine, stream: NodeJS.WriteStream): string[] {
  const lines = [`  Credentials  ${credentials(identity)}`, `  Region       ${region(identity)}`];
  if (endpoint.custom) {
    const warning = `  Endpoint     ${endpoint.url.href} (yours, not AWS's own: prompts go there)`;
    lines.push(styleText('yellow', warning, { stream }));
  }
  return lines;
}

function credentials({ kind, profile }: AwsIdentity): string {
  const words = {
    bearer: 'Bedrock API key (AWS_BEARER_TOKEN_BEDROCK)',
    environment: 'keys in the environment (AWS_ACCESS_KEY_ID)',
    profile: `AWS profile ${profile}`,
    'web-identity': 'web identity (AWS_WEB_IDENTITY_TOKEN_FILE)',
    container: 'container role',
    instance: 'instance role',
    none: 'none',
  };
  return words[kind];
}

function region({ region: name, regionFrom }: AwsIdentity): string {
  return regionFrom === 'default' ? `${name} (nothing names another: --region does)` : `${name} (${regionFrom})`;
}
