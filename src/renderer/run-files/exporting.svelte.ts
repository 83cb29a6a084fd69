import type { Run } from '../../shared/run.ts';
import { fileNameOf } from '../exports/file-name.ts';
import { saveFile } from '../exports/save.ts';
import { bridge } from '../state/connection.svelte.ts';
import { notices } from '../state/notices.svelte.ts';

/** Writes runs into a run file and saves it on the user's disk. */
class RunFileExport {
  /** The number of runs written, and of all; undefined while no export is running. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | undefined>();
  #end: (() => void) | undefined;

  start(runs: readonly Run[]): void {
    if (this.progress) return;
    this.progress = { done: 0, total: runs.length };
    const name = `${runs.length === 1 ? fileNameOf(runs[0].name, `seed-${runs[0].config.seed}`) : `${runs.length}-runs`}.ganrun`;
    this.#end = bridge.subscribe(
      'run_file_export',
      () => ({ runs: runs.map(({ id }) => id) }),
      (event) => {
        switch (event.kind) {
          case 'progress':
            this.progress = event;
            break;
          case 'finished':
            this.cancel();
            void this.#save(name, event.file, event.leftOut);
            break;
          case 'failed':
            this.cancel();
            notices.error(event.error);
            break;
        }
      },
      (error) => {
        this.cancel();
        notices.error(error);
      },
    );
  }

  cancel(): void {
    this.#end?.();
    this.#end = undefined;
    this.progress = undefined;
  }

  async #save(name: string, file: string, leftOut: number): Promise<void> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let from = 0; ; from += parts[parts.length - 1].length) {
      const read = await bridge.request('run_files.read', { file, from });
      if (!read.ok) {
        notices.error(read.error);
        return;
      }
      if (read.output.length === 0) break;
      parts.push(read.output);
    }
    void bridge.request('run_files.forget', { file });
    await saveFile(name, new Blob(parts, { type: 'application/vnd.sqlite3' }));
    if (leftOut > 0) {
      notices.done(
        `${leftOut === 1 ? 'One run has' : `${leftOut} runs have`} not started and ${leftOut === 1 ? 'is' : 'are'} not in ${name}.`,
      );
    }
  }
}

export const runFileExport = new RunFileExport();
