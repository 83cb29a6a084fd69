import { type ImportedRuns, RUN_FILE_PART_BYTES, type RunFileModule } from '../../shared/api/run-files.ts';
import { bridge } from '../state/connection.svelte.ts';

/** The progress of an import. */
export type ImportStep =
  /** Bytes received, or runs checked. */
  | { readonly kind: 'sending' | 'checking'; readonly name: string; readonly done: number; readonly total: number }
  | {
      readonly kind: 'asks';
      readonly name: string;
      readonly modules: readonly RunFileModule[];
      readonly decide: (isAllowed: boolean) => void;
    };

/** The result of a file; a sentence if nothing was imported from it. */
export type ImportOutcome =
  | { readonly kind: 'imported'; readonly name: string; readonly runs: ImportedRuns }
  | { readonly kind: 'refused'; readonly name: string; readonly message: string };

/** Imports run files from the user's disk into the store, one after the other. */
class RunFileImports {
  step = $state.raw<ImportStep | undefined>();
  outcomes = $state.raw<readonly ImportOutcome[]>([]);
  /** Whether the dialog is open: from the first file, or from asking for one, until the user closes it. */
  isShown = $state(false);
  readonly #waiting: File[] = [];
  #isCancelled = false;
  /** Cancels what the workbench is reading. */
  #end: (() => void) | undefined;

  /** Imports files after those that are already being imported. */
  async start(files: readonly File[]): Promise<void> {
    this.isShown = true;
    this.#waiting.push(...files);
    if (this.step !== undefined) return;
    for (let file = this.#waiting.shift(); file !== undefined; file = this.#waiting.shift()) {
      // Files that were dropped later were not cancelled.
      this.#isCancelled = false;
      const outcome = await this.#import(file);
      if (outcome !== undefined) this.outcomes = [...this.outcomes, outcome];
    }
    this.step = undefined;
  }

  /** Cancels the import and closes the dialog. Runs that are already in the store stay. */
  dismiss(): void {
    this.isShown = false;
    this.outcomes = [];
    this.#isCancelled = true;
    this.#waiting.length = 0;
    this.#end?.();
  }

  /** undefined if it was cancelled. */
  async #import(file: File): Promise<ImportOutcome | undefined> {
    const { name, size } = file;
    this.step = { kind: 'sending', name, done: 0, total: size };
    const begun = await bridge.request('run_files.begin', { name, bytes: size });
    if (!begun.ok) return { kind: 'refused', name, message: begun.error.message };
    const key = begun.output.file;
    try {
      for (let from = 0; from < size; from += RUN_FILE_PART_BYTES) {
        const part = new Uint8Array(await file.slice(from, from + RUN_FILE_PART_BYTES).arrayBuffer());
        const taken = await bridge.request('run_files.append', { file: key, part });
        if (!taken.ok) return { kind: 'refused', name, message: taken.error.message };
        this.step = { kind: 'sending', name, done: from + part.length, total: size };
        if (this.#isCancelled) return undefined;
      }
      return await this.#read(key, name, false);
    } catch (error) {
      // The file was moved or changed after it was chosen.
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'refused', name, message: `${name} cannot be read: ${reason}` };
    } finally {
      void bridge.request('run_files.forget', { file: key });
    }
  }

  #read(key: string, name: string, modules: boolean): Promise<ImportOutcome | undefined> {
    this.step = { kind: 'checking', name, done: 0, total: 0 };
    return new Promise((resolve) => {
      const settle = (outcome: ImportOutcome | Promise<ImportOutcome | undefined> | undefined) => {
        end();
        this.#end = undefined;
        resolve(outcome);
      };
      const refuse = (message: string) => settle({ kind: 'refused', name, message });
      const end = bridge.subscribe(
        'run_file_import',
        () => ({ file: key, modules }),
        (event) => {
          switch (event.kind) {
            case 'progress':
              this.step = { ...event, kind: 'checking', name };
              break;
            case 'asks':
              this.step = {
                kind: 'asks',
                name,
                modules: event.modules,
                decide: (isAllowed) =>
                  isAllowed
                    ? settle(this.#read(key, name, true))
                    : refuse(`Nothing was imported from ${name}: it needs JavaScript that was not allowed.`),
              };
              break;
            case 'finished':
              settle({ kind: 'imported', name, runs: event.outcome });
              break;
            case 'failed':
              refuse(event.error.message);
              break;
          }
        },
        (error) => refuse(error.message),
      );
      this.#end = () => settle(undefined);
    });
  }
}

export const runFileImports = new RunFileImports();

/** Lets the user choose run files, and imports them. */
export function chooseRunFiles(): void {
  // A page can open a file chooser only after a click or key in it; the application's menu does not count.
  if (!navigator.userActivation.isActive) {
    runFileImports.isShown = true;
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.ganrun';
  input.onchange = () => void runFileImports.start([...(input.files ?? [])]);
  input.click();
}
