import type { WebContents } from 'electron';
import type { Electron } from '../electron.ts';
import { toExternal } from './links.ts';
import { isOwn } from './scheme.ts';

/** Keeps every page, of whatever window, on the screens: links to elsewhere open in the browser, if they are https. */
export function guardContents({ app, shell }: Pick<Electron, 'app' | 'shell'>): void {
  const openOutside = (address: string) => {
    const external = toExternal(address);
    if (external) void shell.openExternal(external).catch(() => {});
  };
  app.on('web-contents-created', (_event, contents) => guard(contents, openOutside));
}

function guard(contents: WebContents, openOutside: (address: string) => void): void {
  contents.on('will-navigate', (event) => {
    if (isOwn(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', stayHere);
  contents.on('will-frame-navigate', stayHere);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

function stayHere(event: { readonly url: string; preventDefault(): void }): void {
  if (!isOwn(event.url)) event.preventDefault();
}
