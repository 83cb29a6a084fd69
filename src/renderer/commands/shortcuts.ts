/** What of a key event says which keys are down. */
export type Keys = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether the key that commands go with is down: Cmd on a Mac, where Ctrl is the text field's own, and Ctrl elsewhere. */
export function isModDown({ ctrlKey, metaKey }: Pick<Keys, 'ctrlKey' | 'metaKey'>, isMac: boolean): boolean {
  return isMac ? metaKey : ctrlKey;
}

/** Letters and digits of the scripts that are no Latin one, with what a keyboard may give for one key (Arabic's لا). */
const OTHER_SCRIPT = /^[\p{L}\p{M}\p{Nd}]+$/u;
const HAS_LATIN = /[\p{Script=Latin}0-9]/u;

/** What the key of that place says on a keyboard of the United States. */
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

/** What a key is called in shortcuts: what it writes, and where that is of no Latin script what its place is known by. */
function nameOf({ key, code }: Keys): string {
  if (!OTHER_SCRIPT.test(key) || HAS_LATIN.test(key)) return key;
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? PLACES[code] ?? key;
}

/** How the shortcut of pressed keys is written, such as `Mod+Shift+K`; `Mod` is Ctrl, and Cmd on a Mac. */
export function shortcutOf(keys: Keys, isMac: boolean): string {
  const { ctrlKey, metaKey, altKey, shiftKey } = keys;
  const key = nameOf(keys);
  // Of a character such as ? the shift is part already.
  const isShiftSaid = shiftKey && (key.length > 1 || /[a-z]/i.test(key) || key === ' ');
  return [
    ...(isModDown(keys, isMac) ? ['Mod'] : []),
    // The one that commands do not go with: no shortcut has it.
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

/** Whether pressing the shortcut where text is being written writes or edits text, and so is not meant for a command. */
export function writesText(shortcut: string): boolean {
  return !shortcut.includes('Mod+') && !/^F\d+$/.test(shortcut);
}
