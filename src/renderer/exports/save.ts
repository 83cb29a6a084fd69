import { counted } from '../../shared/counted.ts';
import { bridge } from '../state/connection.svelte.ts';
import { notices, orNotice } from '../state/notices.svelte.ts';

/** Saves a file where the user says, or as a download where the shell is a browser. */
export async function saveFile(name: string, content: Blob): Promise<void> {
  if (window.workbench) {
    const bytes = new Uint8Array(await content.arrayBuffer());
    const isSaved = await orNotice(bridge.request('shell.save_file', { name, bytes }));
    if (isSaved === true) notices.done(`${name} is saved.`);
    return;
  }
  download(name, content);
}

/** Saves several files into a folder, or as downloads one after another. */
export async function saveFiles(files: readonly { readonly name: string; readonly content: Blob }[]): Promise<void> {
  if (window.workbench) {
    const read = await Promise.all(
      files.map(async ({ name, content }) => ({ name, bytes: new Uint8Array(await content.arrayBuffer()) })),
    );
    const isSaved = await orNotice(bridge.request('shell.save_files', { files: read }));
    if (isSaved === true) notices.done(`${counted(files.length, 'file is', 'files are')} saved.`);
    return;
  }
  for (const { name, content } of files) download(name, content);
}

/** Whether a file can be dragged out of the window: a browser has no way to hand one over. */
export const canDragOut = window.workbench !== undefined;

/** Lets the system drag a file from where the pointer is held; `icon` is a picture of it, as PNG. */
export async function dragOut(name: string, content: Blob, icon: Blob): Promise<void> {
  const [bytes, picture] = await Promise.all([content.arrayBuffer(), icon.arrayBuffer()]);
  const file = { name, bytes: new Uint8Array(bytes), icon: new Uint8Array(picture) };
  await orNotice(bridge.request('shell.drag_file', file));
}

function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
