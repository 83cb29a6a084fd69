import type { QueueEntry, QueueState } from '../../shared/api/training.ts';
import type { WorkbenchEvent } from './events.ts';
import type { Workbench } from './workbench.ts';
import { trainingFacts } from '../../shared/run.ts';
import { secondsUntilIdle } from './queue-time.ts';

/** Speeds are means over so many seconds of training. */
const WINDOW_SECONDS = 5;

interface Progress {
  readonly epoch: number;
  readonly seconds: number;
}

/** What trains and what waits, how fast and how long still. */
export class QueueMonitor {
  readonly #workbench: Workbench;
  readonly #progress = new Map<string, Progress[]>();
  readonly #paused = new Set<string>();
  /** Facts of the waiting runs, each read once: thousands may wait, and the state is sent twice a second. */
  readonly #waiting = new Map<string, { readonly group: string; readonly steps: number }>();
  /** Seconds a run took, by the group of its equals but for the seed. */
  readonly #durations = new Map<string, number>();
  readonly #unsubscribe: () => void;
  readonly #unwatchHalt: () => void;

  /** `changed` is called with what happened to a run, or with undefined when recording has halted or resumed. */
  constructor(workbench: Workbench, changed: (event: WorkbenchEvent | undefined) => void) {
    this.#workbench = workbench;
    this.#unsubscribe = workbench.events.add((event) => {
      this.#follow(event);
      changed(event);
    });
    this.#unwatchHalt = workbench.halts.add(() => changed(undefined));
  }

  close(): void {
    this.#unsubscribe();
    this.#unwatchHalt();
  }

  event(): QueueState {
    const { waiting, jobs, isHeld } = this.#workbench.queue;
    const { training, halt } = this.#workbench.recording;
    const entries = training.map((run) => this.#entry(run));
    const secondsLeft = this.#secondsLeft(entries, waiting, jobs);
    return { training: entries, waiting: [...waiting], jobs, held: isHeld, halt, secondsLeft };
  }

  #follow(event: WorkbenchEvent): void {
    const { run } = event;
    switch (event.kind) {
      case 'progress': {
        const last = event.epochs.at(-1);
        if (!last) break;
        const seen = [...(this.#progress.get(run) ?? []), { epoch: last.epoch, seconds: last.seconds }];
        while (seen.length > 2 && seen[1].seconds < last.seconds - WINDOW_SECONDS) seen.shift();
        this.#progress.set(run, seen);
        break;
      }
      case 'paused':
        this.#paused.add(run);
        break;
      case 'started':
        this.#waiting.delete(run);
        this.#paused.delete(run);
        break;
      case 'resumed':
        this.#paused.delete(run);
        break;
      case 'finished': {
        const ended = this.#workbench.store.runs.get(run);
        this.#durations.set(ended.group, trainingFacts(ended).seconds ?? 0);
        this.#forget(run);
        break;
      }
      case 'stopped':
      case 'failed':
      case 'crashed':
      case 'taken_back':
      case 'withdrawn':
      case 'not_resumed':
      case 'not_recorded':
        this.#forget(run);
        break;
      case 'queued':
        // It may have been extended since it waited last.
        this.#waiting.delete(run);
        break;
      case 'interrupted':
      case 'marked':
        break;
    }
  }

  #forget(run: string): void {
    this.#waiting.delete(run);
    this.#progress.delete(run);
    this.#paused.delete(run);
  }

  #entry(run: string): QueueEntry {
    const { config } = this.#workbench.store.runs.get(run);
    const seen = this.#progress.get(run) ?? [];
    const last = seen.at(-1);
    // Of the first message there is no earlier one: training began at 0.
    const first = seen.length > 1 ? seen[0] : { epoch: 0, seconds: 0 };
    const epochsPerSecond =
      last && last.seconds > first.seconds ? (last.epoch - first.epoch) / (last.seconds - first.seconds) : undefined;
    const epochsDone = last?.epoch ?? 0;
    return {
      run,
      epochsDone,
      epochs: config.epochs,
      isPaused: this.#paused.has(run),
      stepsPerSecond: epochsPerSecond && epochsPerSecond * config.batches_per_epoch,
      secondsLeft: epochsPerSecond && (config.epochs - epochsDone) / epochsPerSecond,
    };
  }

  /** Until the last run ends. Waiting runs take what their equals took, or else what those in training take at their speed. */
  #secondsLeft(entries: readonly QueueEntry[], waiting: readonly string[], jobs: number): number | undefined {
    const active = entries.filter(({ isPaused }) => !isPaused);
    const stepsPerSecond = Math.max(...active.map((entry) => entry.stepsPerSecond ?? 0), 0);
    const running = active.map(({ secondsLeft }) => secondsLeft);
    const toCome = waiting.map((id) => {
      const { group, steps } = this.#waitingRun(id);
      return this.#durations.get(group) ?? (stepsPerSecond === 0 ? undefined : steps / stepsPerSecond);
    });
    return secondsUntilIdle(running, toCome, jobs);
  }

  #waitingRun(id: string): { readonly group: string; readonly steps: number } {
    const known = this.#waiting.get(id);
    if (known) return known;
    const { group, config } = this.#workbench.store.runs.get(id);
    const read = { group, steps: config.epochs * config.batches_per_epoch };
    this.#waiting.set(id, read);
    return read;
  }
}
