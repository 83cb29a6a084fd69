import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { app, nativeImage, type WebContents } from 'electron';
import { writeUserFile } from './files.ts';

/** What is dragged under the pointer is as wide, in pixels. */
const ICON_WIDTH = 160;

export interface DraggedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A picture of it, as PNG. */
  readonly icon: Uint8Array;
}

/** Files that were dragged out of the window: they lie in temporary folders until the program ends, for whoever took them may read them late. */
export class DraggedFiles {
  readonly #folders: string[] = [];

  constructor() {
    app.on('quit', () => {
      for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Lets the system drag the file from where the pointer is held. Throws `cannot-write`. */
  async start(contents: WebContents, { name, bytes, icon }: DraggedFile): Promise<void> {
    const folder = mkdtempSync(join(app.getPath('temp'), 'gan-workbench-drag-'));
    this.#folders.push(folder);
    const file = join(folder, basename(name));
    await writeUserFile(file, bytes);
    contents.startDrag({ file, icon: nativeImage.createFromBuffer(Buffer.from(icon)).resize({ width: ICON_WIDTH }) });
  }
}
