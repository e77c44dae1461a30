import type { LoginItem, ShellState, UpdateState } from '../../state/state.ts';
import { check, type Entry, item, text } from '../entry.ts';

/** The app itself: login, command line, updates. */
export function appEntries({ login, update }: ShellState): Entry[] {
  return [...loginEntries(login), item('Install Command "adit"…', { do: 'link-command' }), ...updateEntries(update)];
}

function loginEntries(login: LoginItem): Entry[] {
  switch (login) {
    case 'unavailable':
      return [];
    case 'requires-approval':
      return [item('Start at Login: Allow It in System Settings…', { do: 'allow-at-login' })];
    case 'on':
    case 'off':
      return [check('Start at Login', login === 'on', { do: 'start-at-login', on: login === 'off' })];
  }
}

function updateEntries(update: UpdateState): Entry[] {
  const look = item('Check for Updates…', { do: 'check-for-updates' });
  switch (update.state) {
    case 'off':
    case 'none':
      return [look];
    case 'checking':
      return [text('Looking for updates…')];
    case 'downloading':
      return [text(`Adit ${update.version} is being fetched…`)];
    case 'ready':
      return [item(`Restart and Install Adit ${update.version}`, { do: 'install-update' })];
    case 'failed':
      return [text('No update could be looked for'), look];
  }
}
