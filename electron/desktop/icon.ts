import type { ShellState } from '../state/state.ts';

/** The shapes of the menu bar's icon. Each is told from the others without colour. */
export const ICONS = ['off', 'on', 'busy', 'sign-in', 'error'] as const;
export type IconName = (typeof ICONS)[number];

/** The icon for a state: what needs the person goes before what does not. */
export function iconFor({ engine, signIn, busy }: ShellState): IconName {
  if (engine.state === 'failed') return 'error';
  if (engine.state !== 'on') return 'off';
  if (signIn.state === 'needed') return 'sign-in';
  return busy > 0 ? 'busy' : 'on';
}

/** What is read out for the icon, and shown while the pointer is over it. */
export function toolTipFor(state: ShellState): string {
  const told: Record<IconName, string> = {
    off: state.engine.state === 'starting' ? 'Adit is starting' : 'Adit is off',
    on: state.demo ? 'Adit is on (demo)' : 'Adit is on',
    busy: `Adit: ${state.busy === 1 ? 'a request' : `${state.busy} requests`} under way`,
    'sign-in': 'Adit: sign in to AWS',
    error: 'Adit is not running',
  };
  return told[iconFor(state)];
}
