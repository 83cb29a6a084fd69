/**
 * The matches of a sticky pattern one after another, up to the white space at the end of a text. If none matches,
 * throws the error that `unreadable` makes for that place.
 */
export function* tokenMatches(
  text: string,
  sticky: RegExp,
  unreadable: (text: string, from: number) => Error,
): Generator<RegExpExecArray> {
  const pattern = new RegExp(sticky);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw unreadable(text, from);
    yield match;
  }
}
