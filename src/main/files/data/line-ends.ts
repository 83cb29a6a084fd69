/**
 * A text whose lines all end with `\n`. Files that were joined hold several kinds of line end; `\r\r\n` is one line end
 * that a program on Windows wrote twice (Python's csv module without `newline=''`).
 */
export function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r{0,2}\n|\r/g, '\n') : text;
}
