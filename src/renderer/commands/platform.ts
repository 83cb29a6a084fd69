import { isBrowsersOwn, isModDown, shortcutOf, shownShortcut, type Keys } from './shortcuts.ts';

const isMac = navigator.userAgent.includes('Mac');
/** Electron's window receives all shortcuts; a browser keeps some. */
const isInTab = window.workbench === undefined;

/** The key that begins most shortcuts, as people read it here. */
export const modName = isMac ? '⌘' : 'Ctrl';

/** The shortcut of pressed keys, on this platform. */
export const pressedShortcut = (keys: Keys): string => shortcutOf(keys, isMac);

/** Whether Cmd is down on a Mac, and Ctrl elsewhere. */
export const withMod = (event: Pick<Keys, 'ctrlKey' | 'metaKey'>): boolean => isModDown(event, isMac);

/** The shortcut as people read it on this platform; undefined if there is none, or if the browser keeps it. */
export function promisedShortcut(shortcut: string | undefined): string | undefined {
  if (shortcut === undefined || (isInTab && isBrowsersOwn(shortcut))) return undefined;
  return shownShortcut(shortcut, isMac);
}

/** The same for the attribute `aria-keyshortcuts`. */
export function spokenShortcut(shortcut: string): string | undefined {
  return promisedShortcut(shortcut) && shortcut.replace('Mod', isMac ? 'Meta' : 'Control');
}
