import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { app, dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { LawField } from '../../shared/api/training.ts';
import { counted } from '../../shared/counted.ts';
import { MODULE_ENDINGS, TABLE_ENDINGS } from '../../shared/law-file-endings.ts';
import { writeUserFile } from './files.ts';

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MODULES: FileFilter = { name: 'JavaScript modules', extensions: [...MODULE_ENDINGS] };
const ALL: FileFilter = { name: 'All files', extensions: ['*'] };
/** What each law can be taken from. */
const LAWS: Readonly<Record<LawField, FileFilter[]>> = {
  target: [{ name: 'Tables and modules', extensions: [...TABLE_ENDINGS, ...MODULE_ENDINGS] }, ALL],
  noise: [MODULES, ALL],
};

const STORES: FileFilter[] = [{ name: 'Stores', extensions: ['sqlite'] }, ALL];

function filtersOf(name: string): FileFilter[] {
  const extension = extname(name).slice(1);
  return extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }];
}

/** The system's file dialogs over the window. Each gives the user's choice, or undefined if they cancelled. */
export class FileDialogs {
  readonly #window: BrowserWindow;
  /** The folder of the last save; at first the user's documents. */
  #folder: string | undefined;

  constructor(window: BrowserWindow) {
    this.#window = window;
  }

  get #usualFolder(): string {
    return this.#folder ?? app.getPath('documents');
  }

  /** Asks where to save, and saves. Throws `cannot-write`. */
  async save({ name, bytes }: NamedBytes): Promise<boolean> {
    const { canceled, filePath } = await dialog.showSaveDialog(this.#window, {
      defaultPath: join(this.#usualFolder, basename(name)),
      filters: filtersOf(name),
    });
    if (canceled) return false;
    await writeUserFile(filePath, bytes);
    this.#folder = join(filePath, '..');
    return true;
  }

  /** Asks for a folder, and saves all of them there. Throws `cannot-write` for the first that cannot be. */
  async saveAll(files: readonly NamedBytes[]): Promise<boolean> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title: `Save ${counted(files.length, 'file')}`,
      buttonLabel: 'Save Here',
      defaultPath: this.#usualFolder,
      properties: ['openDirectory', 'createDirectory'],
    });
    if (canceled || filePaths.length === 0) return false;
    const folder = filePaths[0];
    const targets = files.map(({ name, bytes }) => ({ path: join(folder, basename(name)), bytes }));
    if (!(await this.#mayReplace(targets.map(({ path }) => path).filter((path) => existsSync(path))))) return false;
    for (const { path, bytes } of targets) await writeUserFile(path, bytes);
    this.#folder = folder;
    return true;
  }

  async #mayReplace(existing: readonly string[]): Promise<boolean> {
    if (existing.length === 0) return true;
    const { response } = await dialog.showMessageBox(this.#window, {
      type: 'warning',
      message:
        existing.length === 1
          ? `${basename(existing[0])} already exists.`
          : `${existing.length} of these files already exist.`,
      buttons: ['Replace', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  }

  /** Asks for the file of a law. */
  async chooseLaw(field: LawField): Promise<string | undefined> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title: field === 'target' ? 'Train on a table or a module' : 'Draw noise with a module',
      defaultPath: this.#usualFolder,
      properties: ['openFile'],
      filters: LAWS[field],
    });
    return canceled ? undefined : filePaths.at(0);
  }

  /** Asks for the file of a store, new or existing. */
  async chooseStore(create: boolean): Promise<string | undefined> {
    if (create) {
      const { canceled, filePath } = await dialog.showSaveDialog(this.#window, {
        title: 'New store',
        defaultPath: join(this.#usualFolder, 'runs.sqlite'),
        filters: STORES,
      });
      return canceled ? undefined : filePath;
    }
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title: 'Open a store',
      defaultPath: this.#usualFolder,
      properties: ['openFile'],
      filters: STORES,
    });
    return canceled ? undefined : filePaths.at(0);
  }
}
