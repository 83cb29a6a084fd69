/** Text as one line of visible characters, so that text from a file or a store cannot move the cursor. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
