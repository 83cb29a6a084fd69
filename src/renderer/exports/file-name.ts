/** The most bytes of a run's name in a file name, which may have 255 bytes. */
const NAME_BYTES = 120;

/** The name of a file about a run, without an ending: as much of the run's name as fits, then what distinguishes the file. */
export function fileNameOf(runName: string, ...parts: readonly string[]): string {
  return [shortened(fit(runName)), ...parts.map(fit)].filter((part) => part !== '').join('-');
}

/** Replaces characters that some operating systems do not allow in file names. */
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
