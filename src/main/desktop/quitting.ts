import { app, dialog, powerMonitor, type BrowserWindow } from 'electron';

export type Answer = 'pause' | 'stop' | 'cancel';
const ANSWERS: readonly Answer[] = ['pause', 'stop', 'cancel'];

/** Asks whether running runs are to be interrupted or stopped. */
async function ask(runs: number, window: BrowserWindow | undefined): Promise<Answer> {
  const question = {
    type: 'question' as const,
    title: 'GAN Workbench',
    message: runs === 1 ? 'A run is training.' : `${runs} runs are training.`,
    detail: 'A paused run can be resumed later; a stopped run ends and keeps its data. Queued runs stay queued.',
    buttons: ['Pause and Quit', 'Stop and Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  };
  const { response } = window ? await dialog.showMessageBox(window, question) : await dialog.showMessageBox(question);
  return ANSWERS[response] ?? 'cancel';
}

export interface QuittingOptions {
  /** The runs that train just now, paused ones left out. */
  readonly countActive: () => number;
  readonly window: () => BrowserWindow | undefined;
  /** Brings everything to its end; rejects where that went wrong. */
  readonly close: (how: 'pause' | 'stop') => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/** Leaves the application once the workbench is closed, and asks first where runs train. */
export class Quitting {
  readonly #options: QuittingOptions;
  #stage: 'open' | 'asking' | 'closing' | 'closed' = 'open';

  constructor(options: QuittingOptions) {
    this.#options = options;
    app.on('before-quit', (event) => {
      if (this.#stage === 'closed') return;
      event.preventDefault();
      void this.#quit();
    });
    // Who ends us like this waits for no answer: runs are paused, and go on when they are told to.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.#leave('pause'));
    powerMonitor.on('shutdown', () => void this.#leave('pause'));
  }

  /** Whether a window may close by itself: the question has been answered. */
  get isLeaving(): boolean {
    return this.#stage === 'closing' || this.#stage === 'closed';
  }

  async #quit(): Promise<void> {
    if (this.#stage !== 'open') return;
    const active = this.#options.countActive();
    if (active === 0) {
      await this.#leave('pause');
      return;
    }
    this.#stage = 'asking';
    const answer = await ask(active, this.#options.window());
    // A signal may have decided meanwhile.
    if (this.isLeaving) return;
    this.#stage = 'open';
    if (answer !== 'cancel') await this.#leave(answer);
  }

  async #leave(how: 'pause' | 'stop'): Promise<void> {
    if (this.isLeaving) return;
    this.#stage = 'closing';
    try {
      await this.#options.close(how);
    } catch (error) {
      this.#options.failed(error);
    } finally {
      this.#stage = 'closed';
      app.quit();
    }
  }
}
