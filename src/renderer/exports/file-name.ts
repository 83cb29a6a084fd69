/** Of a run's name as much as leaves room for what follows in the 255 bytes that file systems take. */
const NAME_BYTES = 120;

/** The name of a file about a run, without an ending: the run's name as far as it fits, then what else tells it apart. */
export function fileNameOf(runName: string, ...parts: readonly string[]): string {
  return [shortened(fit(runName)), ...parts.map(fit)].filter((part) => part !== '').join('-');
}

/** What may not stand in a file's name somewhere is replaced. */
function fit(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}.=_-]+/gu, '-').replace(/^[.-]+|-+$/g, '');
}

function shortened(name: string): string {
  const encoder = new TextEncoder();
  let [kept, bytes] = ['', 0];
  for (const character of name) {
    bytes += encoder.encode(character).length;
    if (bytes > NAME_BYTES) break;
    kept += character;
  }
  return kept;
}
