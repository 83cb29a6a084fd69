import { notices, orFault } from '../state/notices.svelte.ts';

/** Puts text into the clipboard and says so; `what` begins the sentence. */
export function copyText(text: string, what: string): Promise<void> {
  return orFault(async () => {
    await navigator.clipboard.writeText(text);
    notices.done(`${what} is in the clipboard.`);
  });
}

/** Puts a picture into the clipboard and says so. */
export function copyPicture(picture: () => Promise<Blob>): Promise<void> {
  return orFault(async () => {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture() })]);
    notices.done('The picture is in the clipboard.');
  });
}
