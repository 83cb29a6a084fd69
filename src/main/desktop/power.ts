import { powerSaveBlocker } from 'electron';
import type { QueueProgress } from './queue-progress.ts';

/** Keeps the machine from falling asleep while a run trains, and only then. */
export class SleepBlocker {
  #blocker: number | undefined;

  follow({ active }: QueueProgress): void {
    if (active > 0) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else this.release();
  }

  release(): void {
    if (this.#blocker !== undefined) powerSaveBlocker.stop(this.#blocker);
    this.#blocker = undefined;
  }
}
