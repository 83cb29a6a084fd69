/**
 * Converts all line ends to `\n`. Concatenated files have several kinds of line end. `\r\r\n` counts as one line end;
 * programs on Windows write it by mistake (Python's csv module without `newline=''`).
 */
export function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r{0,2}\n|\r/g, '\n') : text;
}
