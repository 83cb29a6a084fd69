import type { ScratchNews, ScratchSeed } from '../../../shared/api/training.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { engineFor } from '../../runs/engine-choice.ts';
import { scratchConfig, type ScratchEvent, type ScratchTraining } from '../../runs/previews/scratch-training.ts';
import type { Workbench } from '../../runs/workbench.ts';
import type { JobFiles } from '../../training/messages.ts';
import type { Feed } from './handlers.ts';

export interface ScratchFeedInput {
  readonly config: RunConfig;
  readonly files: JobFiles;
  readonly seeds: readonly number[];
}

/** Trains seeds of a config while it is open, and tells what came of them. */
export class ScratchFeed implements Feed<ScratchNews> {
  readonly #seeds: ScratchSeed[];
  /** Places of the seeds of which something is new. */
  readonly #changed = new Set<number>();
  readonly #workbench: Workbench;
  readonly #ready: () => void;
  readonly #stop: readonly (() => void)[];
  #isFirst = true;
  #isAttending = false;
  #isClosed = false;
  #isTold = false;
  #givesWay: boolean;

  /** Throws `engine-unavailable` or `device-unavailable`. */
  constructor(
    workbench: Workbench,
    scratch: ScratchTraining,
    { config, files, seeds }: ScratchFeedInput,
    ready: () => void,
  ) {
    this.#workbench = workbench;
    this.#ready = ready;
    const { jobs } = workbench.queue;
    // As a launched run of the config gets it, so that it has the same bits.
    const choice = engineFor(config, jobs);
    this.#seeds = seeds.map((seed) => ({ seed, epochsDone: 0, snapshots: [], state: 'waiting', failure: undefined }));
    this.#givesWay = workbench.queue.isAtWork;
    scratch.giveWay(this.#givesWay);
    const attend = () => this.#attendSoon(scratch);
    this.#stop = [
      workbench.events.add(({ kind }) => kind !== 'progress' && attend()),
      workbench.halts.add(attend),
      scratch.train(
        seeds.map((seed, place) => ({
          config: scratchConfig(config, seed),
          choice,
          files,
          told: (event) => this.#hear(place, event),
        })),
        jobs,
      ),
    ];
  }

  take(): ScratchNews | undefined {
    if (this.#isTold) return undefined;
    this.#isTold = true;
    const seeds = this.#seeds.filter((_, place) => this.#isFirst || this.#changed.has(place));
    for (const place of this.#changed) this.#seeds[place] = { ...this.#seeds[place], snapshots: [] };
    this.#changed.clear();
    const news = { isFirst: this.#isFirst, seeds, givesWay: this.#givesWay };
    this.#isFirst = false;
    return news;
  }

  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stop) stop();
  }

  #tell(): void {
    this.#isTold = false;
    this.#ready();
  }

  /** Once for all that happens at once: a launch of a thousand runs is as many events, and to ask the queue looks through those that wait. */
  #attendSoon(scratch: ScratchTraining): void {
    if (this.#isAttending) return;
    this.#isAttending = true;
    queueMicrotask(() => {
      this.#isAttending = false;
      if (!this.#isClosed) this.#attend(scratch);
    });
  }

  #attend(scratch: ScratchTraining): void {
    const isAtWork = this.#workbench.queue.isAtWork;
    scratch.giveWay(isAtWork);
    if (isAtWork === this.#givesWay) return;
    this.#givesWay = isAtWork;
    this.#tell();
  }

  #hear(place: number, event: ScratchEvent): void {
    const before = this.#seeds[place];
    switch (event.kind) {
      case 'progress': {
        const snapshots = [...before.snapshots, ...event.snapshots];
        this.#seeds[place] = { ...before, epochsDone: event.epoch, snapshots, state: 'training' };
        break;
      }
      case 'ended': {
        const { failure } = event;
        this.#seeds[place] = { ...before, state: failure === undefined ? 'finished' : 'failed', failure };
        break;
      }
    }
    this.#changed.add(place);
    this.#tell();
  }
}
