import { Notification } from 'electron';
import type { QueueProgress } from './queue-progress.ts';

/** Tells once, by the system's own notification, that a queue has come to its end while nobody looked. */
export class QueueNotification {
  readonly #isWatched: () => boolean;
  readonly #open: () => void;
  /** Held, so that a click still finds it. */
  #shown: Notification | undefined;

  constructor(isWatched: () => boolean, open: () => void) {
    this.#isWatched = isWatched;
    this.#open = open;
  }

  follow({ isEmpty, ended }: QueueProgress): void {
    if (!isEmpty || ended === 0 || this.#isWatched() || !Notification.isSupported()) return;
    this.#shown = new Notification({
      title: 'Training has ended',
      body: ended === 1 ? 'The run in the queue has ended.' : `All ${ended} runs in the queue have ended.`,
    });
    this.#shown.on('click', this.#open);
    this.#shown.show();
  }
}
