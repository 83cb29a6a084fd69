/** In the order in which they are believed: a comma may be a decimal comma, a space may stand in a header. */
const DELIMITERS = ['\t', ';', ',', ' '] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The first characters and lines that are looked at. */
const SAMPLE_CHARACTERS = 65_536;
const SAMPLE_LINES = 100;

/**
 * What separates the values of a table: the first delimiter that every line has, and has equally often; where lines
 * have holes, the one (but no space) that is found most often. A table of one column has none: a comma is as good as any.
 */
export function detectDelimiter(text: string): Delimiter {
  const lines = text
    .slice(0, SAMPLE_CHARACTERS)
    .split(/\r\n|\r|\n/)
    .slice(0, SAMPLE_LINES)
    .map((line) => line.replace(/"[^"]*"/g, ''))
    .filter((line) => line.trim() !== '');
  // The last line may be cut off.
  if (lines.length > 1 && text.length > SAMPLE_CHARACTERS) lines.pop();
  const counts = new Map(
    DELIMITERS.map((delimiter) => [delimiter, lines.map((line) => line.split(delimiter).length - 1)]),
  );

  for (const [delimiter, found] of counts) {
    if (found.length > 0 && found[0] > 0 && found.every((count) => count === found[0])) return delimiter;
  }
  let best: Delimiter = ',';
  let most = 0;
  for (const [delimiter, found] of counts) {
    const total = found.reduce((sum, count) => sum + count, 0);
    if (delimiter !== ' ' && total > most) [best, most] = [delimiter, total];
  }
  return best;
}
