import { Notification } from 'electron';
import type { QueueProgress } from './queue-progress.ts';

/** Shows one system notification when a queue ends while the window is not in front. */
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
