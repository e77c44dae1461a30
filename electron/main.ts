/** What Electron starts: the command line where it is asked for, else the app. */
import { commandOf, runCommand } from './command.ts';

const command = commandOf(process.argv, process.defaultApp === true);
if (command) {
  // Nothing of Electron's is started for it: the program ends, or goes on, before the app would be ready.
  await runCommand(command, () => import('../proxy/main.ts'));
} else {
  const [{ default: electron }, { startShell }] = await Promise.all([import('electron'), import('./shell.ts')]);
  // Not waited for: Electron is ready only when this file has been run to its end.
  void startShell(electron, { argv: process.argv.slice(process.defaultApp ? 2 : 1), env: process.env });
}
