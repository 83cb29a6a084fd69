import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '../../shared/errors.ts';
import { CONTENT_TYPES } from '../app/page-headers.ts';

/** The built renderer: beside out/main, whether this runs from there or from its sources. */
const RENDERER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../out/renderer' : '../renderer', import.meta.url),
);

export interface PageFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Its name says what it holds: the file of that name never changes. */
  readonly isLasting: boolean;
}

/** The files of the built page. */
export class Page {
  readonly #folder: string;

  /** Throws `page-missing` where it has not been built. */
  constructor(folder = RENDERER) {
    this.#folder = folder;
    if (!existsSync(join(folder, 'index.html'))) {
      throw new WorkbenchError('page-missing', 'The page of the workbench has not been built; run npm run build');
    }
  }

  /** The file at the path of an address; undefined where there is none. */
  async file(path: string): Promise<PageFile | undefined> {
    const wanted = path === '/' ? '/index.html' : path;
    // Looked up among what is there, as it stands: no path, however it is written, leads anywhere else.
    const file = (await this.#files()).get(wanted);
    const type = CONTENT_TYPES[extname(wanted)];
    if (file === undefined || type === undefined) return undefined;
    return { bytes: await readFile(file), type, isLasting: wanted.startsWith('/assets/') };
  }

  /** Lists the few file names on every request, because a build may have replaced them. Links are left out. */
  async #files(): Promise<ReadonlyMap<string, string>> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    return new Map(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const file = join(entry.parentPath, entry.name);
          return [`/${relative(this.#folder, file).split(sep).join('/')}`, file];
        }),
    );
  }
}
