import type { BrowserWindowConstructorOptions, Session } from 'electron';

interface ScreenShape {
  readonly route: string;
  readonly title: string;
  readonly size: readonly [number, number];
  readonly least: readonly [number, number];
}

/** What a person sees in a window, where the screens' router has it, and how large it is at first and at least. */
export const SCREENS = {
  setup: { route: 'setup', title: 'Set Up Adit', size: [760, 640], least: [600, 480] },
  history: { route: 'requests', title: 'History', size: [1280, 800], least: [480, 400] },
  settings: { route: 'settings', title: 'Settings', size: [860, 680], least: [480, 400] },
  tools: { route: 'tools', title: 'Tools', size: [860, 680], least: [480, 400] },
  doctor: { route: 'doctor', title: 'Doctor', size: [760, 640], least: [480, 400] },
} as const satisfies Record<string, ScreenShape>;

export type Screen = keyof typeof SCREENS;

/** How a window is made. Its page has no more rights than one of the web. */
export function windowOptions(screen: Screen, session: Session, isDark: boolean): BrowserWindowConstructorOptions {
  const { title, size, least } = SCREENS[screen];
  return {
    title,
    width: size[0],
    height: size[1],
    minWidth: least[0],
    minHeight: least[1],
    show: false,
    // Of what is seen before the page is.
    backgroundColor: isDark ? '#1c1c1e' : '#ffffff',
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  };
}
