/** What of a key event says which keys are down. */
export type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** How the shortcut of pressed keys is written, such as `Mod+Shift+K`; `Mod` is Ctrl, and Cmd on a Mac. */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Keys): string {
  // Of a character such as ? the shift is part already.
  const isShiftSaid = shiftKey && (key.length > 1 || /[a-z]/i.test(key) || key === ' ');
  return [
    ...(ctrlKey || metaKey ? ['Mod'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(isShiftSaid ? ['Shift'] : []),
    key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key,
  ].join('+');
}

/** A shortcut as it is shown on this platform. */
export function shownShortcut(shortcut: string, isMac: boolean): string {
  const keys = shortcut.replace('ArrowLeft', '←').replace('ArrowRight', '→');
  return isMac ? keys.replace('Mod+', '⌘').replace('Alt+', '⌥').replace('Shift+', '⇧') : keys.replace('Mod', 'Ctrl');
}

/** Whether pressing the shortcut where text is being written writes text, and so is not meant for a command. */
export function writesText(shortcut: string): boolean {
  return !shortcut.includes('Mod+') && !/^F\d+$/.test(shortcut);
}
