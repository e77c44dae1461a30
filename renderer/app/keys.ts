const IS_MAC = /Mac/.test(navigator.platform);

const SIGNS: Readonly<Record<string, string>> = {
  Mod: IS_MAC ? '⌘' : 'Ctrl',
  Shift: '⇧',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Backspace: '⌫',
};

/** A key press in words: `j`, `?`, `Mod+k`. `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
export function chordOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || (IS_MAC ? event.ctrlKey : event.metaKey)) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isModified = IS_MAC ? event.metaKey : event.ctrlKey;
  if (isModified) return event.shiftKey ? `Mod+Shift+${key}` : `Mod+${key}`;
  return event.shiftKey && event.key.length > 1
    ? `Shift+${key}`
    : event.shiftKey && /[a-z]/.test(key)
      ? `Shift+${key}`
      : key;
}

/** The keys of a chord as they are printed on a keyboard. */
export function signsOf(chord: string): string[] {
  return chord.split('+').map((key) => SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** Whether a key press goes into a text. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
