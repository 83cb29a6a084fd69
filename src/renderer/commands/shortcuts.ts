/** The fields of a key event that say which keys are down. */
export type Keys = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether the command key is down: Cmd on a Mac, where text fields use Ctrl, and Ctrl elsewhere. */
export function isModDown({ ctrlKey, metaKey }: Pick<Keys, 'ctrlKey' | 'metaKey'>, isMac: boolean): boolean {
  return isMac ? metaKey : ctrlKey;
}

/** Letters and digits of scripts other than Latin, including two letters on one key (Arabic لا). */
const OTHER_SCRIPT = /^[\p{L}\p{M}\p{Nd}]+$/u;
const HAS_LATIN = /[\p{Script=Latin}0-9]/u;

/** The character of the key at that position on a US keyboard. */
const PLACES: Readonly<Partial<Record<string, string>>> = {
  Backquote: '`',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Quote: "'",
  Semicolon: ';',
  Slash: '/',
};

/**
 * The name of a key in shortcuts: its character, or, for other scripts than Latin, the character at its position on a
 * US keyboard.
 */
function nameOf({ key, code }: Keys): string {
  if (!OTHER_SCRIPT.test(key) || HAS_LATIN.test(key)) return key;
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? PLACES[code] ?? key;
}

/** The shortcut of pressed keys as text, such as `Mod+Shift+K`; `Mod` is Ctrl, or Cmd on a Mac. */
export function shortcutOf(keys: Keys, isMac: boolean): string {
  const { ctrlKey, metaKey, altKey, shiftKey } = keys;
  const key = nameOf(keys);
  // A character such as ? already includes Shift.
  const isShiftSaid = shiftKey && (key.length > 1 || /[a-z]/i.test(key) || key === ' ');
  return [
    ...(isModDown(keys, isMac) ? ['Mod'] : []),
    // The other one, which no shortcut uses.
    ...(isMac && ctrlKey ? ['Ctrl'] : []),
    ...(!isMac && metaKey ? ['Meta'] : []),
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

/** Whether a browser keeps the shortcut for itself (new window, new tab, close), so that a page never receives it. */
export function isBrowsersOwn(shortcut: string): boolean {
  return /^Mod\+(Shift\+)?[NTW]$/.test(shortcut);
}

/** Whether the shortcut writes or edits text in a text field, so that it does not run a command there. */
export function writesText(shortcut: string): boolean {
  return !shortcut.includes('Mod+') && !/^F\d+$/.test(shortcut);
}
