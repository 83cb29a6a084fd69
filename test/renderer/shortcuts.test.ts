import { describe, expect, it } from 'vitest';
import { shortcutOf, shownShortcut, writesText, type Keys } from '../../src/renderer/commands/shortcuts.ts';

const keys = (key: string, down: Partial<Keys> = {}): Keys => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...down,
});

describe('a shortcut', () => {
  it('is the same with Ctrl and with Cmd', () => {
    expect(shortcutOf(keys('k', { ctrlKey: true }))).toBe('Mod+K');
    expect(shortcutOf(keys('k', { metaKey: true }))).toBe('Mod+K');
  });

  it('of a character is the character, whatever keys it takes on this keyboard', () => {
    expect(shortcutOf(keys('?', { shiftKey: true }))).toBe('?');
    expect(shortcutOf(keys('N', { shiftKey: true, ctrlKey: true }))).toBe('Mod+Shift+N');
    expect(shortcutOf(keys(' '))).toBe('Space');
  });

  it('is shown as the platform writes it', () => {
    expect(shownShortcut('Mod+Shift+K', false)).toBe('Ctrl+Shift+K');
    expect(shownShortcut('Mod+Shift+K', true)).toBe('⌘⇧K');
  });

  it('is left to a text field where it writes or deletes text', () => {
    expect(['?', 'Space', 'Delete'].every(writesText)).toBe(true);
    expect(['Mod+K', 'F2'].some(writesText)).toBe(false);
  });
});
