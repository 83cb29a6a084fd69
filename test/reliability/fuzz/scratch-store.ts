import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { RunRequest } from '../../../src/main/runs/queue.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';
import type { StoredIds } from './messages.ts';

const CONFIG: RunConfigInput = { epochs: 12, batches_per_epoch: 2, snapshots: { samples: 50, every: 3 } };

const request = (config: RunConfigInput, name: string): RunRequest => ({
  read: { config: runConfigSchema.parse({ ...CONFIG, ...config }), datasets: [] },
  name,
});

/** A store of a few runs in every state at rest, a sweep and a study, of which each part of a campaign takes a copy. */
export class ScratchStore {
  readonly ids: StoredIds;
  readonly #path: string;

  private constructor(path: string, ids: StoredIds) {
    this.#path = path;
    this.ids = ids;
  }

  /** Trains it in `folder`. */
  static async train(folder: string): Promise<ScratchStore> {
    const path = join(folder, 'template.sqlite');
    const workbench = new Workbench({ store: path, jobs: 1 });
    const { store } = workbench;
    const sweep = {
      id: 'sweep-of-rates',
      name: 'rates',
      definition: { config: CONFIG, list: [{}], seeds: [1], stop_diverged: false },
    };
    const finished = workbench.queue.launch(
      [request({}, 'plain'), request({ ema_decay: 0.9, seed: 2 }, 'averaged')],
      sweep,
    );
    const plane = workbench.queue.launch([request({ target: { law: 'ring' }, seed: 3 }, 'ring')]);
    await workbench.queue.idle();
    const long = workbench.queue.launch([
      request({ epochs: 1_000_000, snapshots: { samples: 10, every: 1000 } }, 'stopped'),
    ]);
    const end = workbench.events.add(({ kind, run }) => {
      if (kind === 'progress') workbench.pool.stop(run);
    });
    await workbench.queue.idle();
    end();
    workbench.queue.hold(true);
    const waiting = workbench.queue.launch([request({ seed: 4 }, 'waiting'), request({ seed: 5 }, 'trashed')]);
    workbench.queue.cancel(waiting.slice(1));
    store.runs.trash(waiting[1], new Date().toISOString());
    const runs = [...finished, ...plane, ...long, ...waiting];
    const subjects = finished.map((run) => ({ kind: 'run' as const, name: run, runs: [run] }));
    store.studies.insert({
      id: 'study',
      name: 'study',
      notes: '',
      subjects,
      view: {},
      createdAt: new Date().toISOString(),
    });
    await workbench.close();
    return new ScratchStore(path, { runs, sweeps: [sweep.id], studies: ['study'] });
  }

  copyTo(file: string): void {
    copyFileSync(this.#path, file);
  }
}
