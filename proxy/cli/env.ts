import { type Command, Option } from 'commander';
import { expectAddress } from '../clients/context.ts';
import { apiVariables, bedrockVariables, OTHER_NAMES, SHELLS, shellNamed, shellOf } from '../clients/variables.ts';
import { type CommonOptions, withHome } from './options.ts';
import { withTools } from './tool-context.ts';

interface EnvOptions extends CommonOptions {
  readonly shell?: string;
  readonly bedrock?: boolean;
  readonly json?: boolean;
}

/** The name of the key that tools started from a shell send. */
const KEY_NAME = 'shell';

/** `adit env`: what a shell runs so that the tools started from it ask Adit. */
export function registerEnv(program: Command): void {
  withHome(program.command('env'))
    .description('print what makes tools that are started from this shell ask Adit: eval "$(adit env)"')
    .addOption(
      new Option('--shell <name>', 'whose language to print it in (default: that of SHELL)').choices([
        ...new Set([...Object.keys(SHELLS), ...Object.keys(OTHER_NAMES)]),
      ]),
    )
    .option('--bedrock', 'with the variables of the AWS SDKs; not for a shell that starts Adit')
    .option('--json', 'print JSON')
    .action((options: EnvOptions) =>
      withTools(options, async (context) => {
        expectAddress(context);
        const { keys, url, env } = context;
        const key = await keys.keyFor(KEY_NAME);
        const variables = [...apiVariables(url, key), ...(options.bedrock ? bedrockVariables(url, key) : [])];
        const shell = SHELLS[options.shell === undefined ? shellOf(env) : shellNamed(options.shell)];
        const lines = variables.map(([name, value]) => `${shell.set(name, value)}\n`).join('');
        process.stdout.write(options.json ? `${JSON.stringify(Object.fromEntries(variables))}\n` : lines);
        if (process.stdout.isTTY && !options.json) process.stderr.write(`\nTo set them here: ${shell.run}\n`);
      }),
    );
}
