import { describe, expect, it } from 'vitest';
import {
  isBrowsersOwn,
  shortcutOf,
  shownShortcut,
  writesText,
  type Keys,
} from '../../src/renderer/commands/shortcuts.ts';

const keys = (key: string, down: Partial<Keys> = {}): Keys => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...down,
});
const elsewhere = (key: string, down: Partial<Keys> = {}) => shortcutOf(keys(key, down), false);
const onMac = (key: string, down: Partial<Keys> = {}) => shortcutOf(keys(key, down), true);

describe('a shortcut', () => {
  it('goes with Ctrl, and on a Mac with Cmd', () => {
    expect(elsewhere('k', { ctrlKey: true })).toBe('Mod+K');
    expect(onMac('k', { metaKey: true })).toBe('Mod+K');
  });

  it('leaves the keys that edit text on a Mac, Ctrl+K, E, D and N, to the text field', () => {
    const pressed = ['k', 'e', 'd', 'n'].map((key) => onMac(key, { ctrlKey: true }));
    expect(pressed).toEqual(['Ctrl+K', 'Ctrl+E', 'Ctrl+D', 'Ctrl+N']);
    expect(pressed.every(writesText)).toBe(true);
    expect(elsewhere('k', { metaKey: true })).toBe('Meta+K');
  });

  it('of a character is the character, whatever keys it takes on this keyboard', () => {
    expect(elsewhere('?', { shiftKey: true })).toBe('?');
    expect(elsewhere('N', { shiftKey: true, ctrlKey: true })).toBe('Mod+Shift+N');
    expect(elsewhere(' ')).toBe('Space');
  });

  it.each([
    ['Cyrillic', 'л', 'KeyK', 'Mod+K'],
    ['Cyrillic', 'б', 'Comma', 'Mod+,'],
    ['Greek', 'κ', 'KeyK', 'Mod+K'],
    ['Hebrew', 'ל', 'KeyK', 'Mod+K'],
    ['Hebrew', 'ת', 'Comma', 'Mod+,'],
    ['Arabic', 'لا', 'KeyB', 'Mod+B'],
    ['Persian', '۱', 'Digit1', 'Mod+1'],
    ['Thai', 'ั', 'KeyY', 'Mod+Y'],
    ['Korean', 'ㅏ', 'KeyK', 'Mod+K'],
  ])('is found by its place on a %s layout, where %s stands at %s', (_script, key, code, shortcut) => {
    expect(elsewhere(key, { code, ctrlKey: true })).toBe(shortcut);
    expect(onMac(key, { code, metaKey: true })).toBe(shortcut);
  });

  it('of one key and of Shift are found by their place too', () => {
    expect(elsewhere('ы', { code: 'KeyS' })).toBe('S');
    expect(elsewhere('Л', { code: 'KeyK', ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+K');
  });

  it('is what the key writes where that is Latin, wherever it stands', () => {
    // Dvorak, AZERTY, German and Turkish.
    expect(elsewhere('t', { code: 'KeyK', ctrlKey: true })).toBe('Mod+T');
    expect(elsewhere(',', { code: 'KeyW', ctrlKey: true })).toBe('Mod+,');
    expect(elsewhere('a', { code: 'KeyQ', ctrlKey: true })).toBe('Mod+A');
    expect(elsewhere('ö', { code: 'Semicolon', ctrlKey: true })).toBe('Mod+Ö');
    expect(elsewhere('Enter', { code: 'Enter', ctrlKey: true })).toBe('Mod+Enter');
  });

  it('is shown as the platform writes it', () => {
    expect(shownShortcut('Mod+Shift+K', false)).toBe('Ctrl+Shift+K');
    expect(shownShortcut('Mod+Shift+K', true)).toBe('⌘⇧K');
  });

  it('is known to be the browser’s own where a tab is not told of it', () => {
    expect(['Mod+N', 'Mod+Shift+N', 'Mod+T', 'Mod+W'].every(isBrowsersOwn)).toBe(true);
    expect(['Mod+K', 'Mod+D', 'N', 'Mod+Alt+N'].some(isBrowsersOwn)).toBe(false);
  });

  it('is left to a text field where it writes or deletes text', () => {
    expect(['?', 'Space', 'Delete'].every(writesText)).toBe(true);
    expect(['Mod+K', 'F2'].some(writesText)).toBe(false);
  });
});
