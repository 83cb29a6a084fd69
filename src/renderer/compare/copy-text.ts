import { notices } from '../state/notices.svelte.ts';

/** Puts text into the clipboard and says so; `what` begins the sentence. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notices.done(`${what} is in the clipboard.`);
  } catch (error) {
    notices.error({ message: error instanceof Error ? error.message : String(error) });
  }
}
