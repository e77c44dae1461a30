/** What Electron starts: the command line where it is asked for, else the app. */
import { reason } from '../proxy/errors.ts';
import { commandOf, runCommand } from './command.ts';

const command = commandOf(process.argv, process.defaultApp === true);
if (command) {
  // Nothing of Electron's is started for it: the program ends, or goes on, before the app would be ready.
  await runCommand(command, () => import('../proxy/main.ts'));
} else {
  const [{ default: electron }, { startShell }] = await Promise.all([import('electron'), import('./shell.ts')]);
  const argv = process.argv.slice(process.defaultApp ? 2 : 1);
  // Not waited for: Electron is ready only when this file has been run to its end.
  startShell(electron, { argv, env: process.env, platform: process.platform, process }).catch((error: unknown) => {
    electron.dialog.showErrorBox('Adit could not start', reason(error));
    electron.app.exit(1);
  });
}
