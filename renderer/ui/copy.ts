/** Puts a text on the clipboard, also in a window that has no permission for the clipboard. Rejects where nothing does. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) throw new Error('The clipboard cannot be had: select the text and copy it by hand.');
  }
}

/** The older way, which needs no permission: a field out of sight, selected and copied. The focus stays where it is. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  // Inside of a dialog that keeps the focus to itself, if one is open.
  (focused?.closest('[role="dialog"], [role="alertdialog"]') ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
