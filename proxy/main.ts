import { Command } from 'commander';
import { AditError, reason } from './errors.ts';
import { VERSION } from './version.ts';

/** The commands of the headless program, in the order of its help; only the one that is asked for is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  serve: async () => (await import('./cli/serve.ts')).registerServe,
  open: async () => (await import('./cli/open.ts')).registerOpen,
  login: async () => (await import('./cli/login.ts')).registerLogin,
  logout: async () => (await import('./cli/logout.ts')).registerLogout,
  key: async () => (await import('./cli/key.ts')).registerKey,
  keys: async () => (await import('./cli/keys.ts')).registerKeys,
  settings: async () => (await import('./cli/settings.ts')).registerSettings,
  lessons: async () => (await import('./cli/lessons.ts')).registerLessons,
  history: async () => (await import('./cli/history.ts')).registerHistory,
  cost: async () => (await import('./cli/cost.ts')).registerCost,
  models: async () => (await import('./cli/models.ts')).registerModels,
  mfa: async () => (await import('./cli/mfa.ts')).registerMfa,
  profiles: async () => (await import('./cli/profiles.ts')).registerProfiles,
  configure: async () => (await import('./cli/configure.ts')).registerConfigure,
  env: async () => (await import('./cli/env.ts')).registerEnv,
  launch: async () => (await import('./cli/launch.ts')).registerLaunch,
  doctor: async () => (await import('./cli/doctor.ts')).registerDoctor,
};

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

const [wish = ''] = process.argv.slice(2);
const wished = Object.hasOwn(COMMANDS, wish) ? COMMANDS[wish] : undefined;
// Without this it would be an argument too many of the default command, which nobody has named.
if (wish && !wish.startsWith('-') && !wished) program.error(`adit: There is no command "${wish}".`);
// What is no command's name is a wish for help, or an option of the default command.
for (const load of wished ? [wished] : Object.values(COMMANDS)) (await load())(program);

try {
  // Inside of Electron, commander would look for the arguments elsewhere (see electron/command.ts).
  await program.parseAsync(process.argv, { from: 'node' });
} catch (error) {
  process.stderr.write(`adit: ${error instanceof AditError ? error.message : reason(error)}\n`);
  process.exitCode = 1;
}
