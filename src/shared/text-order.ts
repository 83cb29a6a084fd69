const collator = new Intl.Collator('en', { numeric: true });

/**
 * The order of names: as people sort them, numbers in them by their size and accents beside their letter. `run-2` comes before
 * `run-10`, Ä beside A. The same in the window and the terminal, whatever the system's language is.
 */
export function compareText(one: string, other: string): number {
  return collator.compare(one, other);
}

/** Text as it is searched and compared: é is one letter, however it is composed, and small or capital. */
export function foldedText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Text as it is kept: an accent and its letter are one character, however they were typed or a file system has them (NFC). */
export function composed(text: string): string {
  return text.normalize('NFC');
}

/** The ways in which the same text may have been written down, before it was kept composed. */
export function spellings(text: string): readonly string[] {
  return [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])];
}
