/**
 * The text of a file: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else Windows-1252, in which spreadsheets save
 * accented headers (digits are the same in both). Undefined if it is not text, which means that it contains a zero
 * byte.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
