import { Command } from 'commander';
import { registerConfigure } from './cli/configure.ts';
import { registerDoctor } from './cli/doctor.ts';
import { registerEnv } from './cli/env.ts';
import { registerKey } from './cli/key.ts';
import { registerLaunch } from './cli/launch.ts';
import { registerLessons } from './cli/lessons.ts';
import { registerLogin } from './cli/login.ts';
import { registerLogout } from './cli/logout.ts';
import { registerMfa } from './cli/mfa.ts';
import { registerModels } from './cli/models.ts';
import { registerProfiles } from './cli/profiles.ts';
import { registerServe } from './cli/serve.ts';
import { AditError, reason } from './errors.ts';
import { VERSION } from './version.ts';

/** The headless program: `adit serve | login | logout | models | key | lessons | doctor`. */
const program = new Command('adit')
  .description('A level passage from the tools on your machine into Amazon Bedrock, with your own AWS profile.')
  .version(VERSION, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'show help')
  .helpCommand(false)
  // What follows the name of a tool that is started is the tool's own.
  .enablePositionalOptions()
  // With all of their options, commands would leave no room for what they do.
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .showHelpAfterError('(adit --help shows what there is)');

registerServe(program);
registerLogin(program);
registerLogout(program);
registerKey(program);
registerLessons(program);
registerModels(program);
registerMfa(program);
registerProfiles(program);
registerConfigure(program);
registerEnv(program);
registerLaunch(program);
registerDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`adit: ${error instanceof AditError ? error.message : reason(error)}\n`);
  process.exitCode = 1;
}
