const collator = new Intl.Collator('en', { numeric: true });

/**
 * The order of names as people sort them: numbers in them by size, accented letters next to the plain ones. `run-2`
 * comes before `run-10`, Ä next to A. The order is the same in window and terminal, and does not depend on the system's
 * language.
 */
export function compareText(one: string, other: string): number {
  return collator.compare(one, other);
}

/** Text as it is searched and compared: case does not matter, nor whether é is one character or two. */
export function foldedText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Text as it is stored (NFC): a letter and its accent are one character, however they were typed. */
export function composed(text: string): string {
  return text.normalize('NFC');
}

/** The forms in which older versions may have stored the same text. */
export function spellings(text: string): readonly string[] {
  return [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])];
}
