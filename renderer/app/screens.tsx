import { ArrowDownUp, ChartColumn, type LucideIcon, Rocket, Settings, Stethoscope, Wrench } from 'lucide-react';
import type { ComponentType } from 'react';
import { CostsScreen } from '../costs/costs-screen.tsx';
import { DoctorScreen } from '../doctor/doctor-screen.tsx';
import { RequestsScreen } from '../requests/requests-screen.tsx';
import { SettingsScreen } from '../settings/settings-screen.tsx';
import { SetupScreen } from '../setup/setup-screen.tsx';
import { ToolsScreen } from '../tools/tools-screen.tsx';

/** One of the window's screens, as the rail, the palette and the route know it. */
export interface Screen {
  /** First part of the route. */
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly component: ComponentType;
}

/** The screens in the order of the rail; ⌘1, ⌘2, … lead to them. A new screen is a new row. */
export const SCREENS: readonly [Screen, ...Screen[]] = [
  { id: 'requests', title: 'Requests', icon: ArrowDownUp, component: RequestsScreen },
  { id: 'costs', title: 'Costs', icon: ChartColumn, component: CostsScreen },
  { id: 'tools', title: 'Tools', icon: Wrench, component: ToolsScreen },
  { id: 'doctor', title: 'Doctor', icon: Stethoscope, component: DoctorScreen },
  { id: 'settings', title: 'Settings', icon: Settings, component: SettingsScreen },
  { id: 'setup', title: 'Set up', icon: Rocket, component: SetupScreen },
];

/** The screen of a route; the first one where there is none of that name. */
export function screenOf(id: string): Screen {
  return SCREENS.find((screen) => screen.id === id) ?? SCREENS[0];
}
