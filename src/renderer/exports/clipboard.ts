import { notices } from '../state/notices.svelte.ts';

/** Puts text into the clipboard and says so; `what` begins the sentence. */
export function copyText(text: string, what: string): Promise<void> {
  return copied(what, () => navigator.clipboard.writeText(text));
}

/** Puts a picture into the clipboard and says so. */
export function copyPicture(picture: () => Promise<Blob>): Promise<void> {
  return copied('The picture', () => navigator.clipboard.write([new ClipboardItem({ 'image/png': picture() })]));
}

async function copied(what: string, copy: () => Promise<void>): Promise<void> {
  try {
    await copy();
    notices.done(`${what} was copied.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notices.error({ message: `${what} could not be copied: ${reason}` });
  }
}
