import type { RecordingHalt } from '../../shared/api/training.ts';
import type { WorkbenchError } from '../../shared/errors.ts';
import { isStoreUnusable } from '../store/connection.ts';
import { BUSY_MILLISECONDS } from '../store/open.ts';
import type { Store } from '../store/store.ts';

/** Something that happened, on its way into the store. */
export interface Entry {
  /** The run that it happened to; undefined where it is about none. */
  readonly run: string | undefined;
  /** Puts it into the store, or throws and has put nothing there: then it may be called again. */
  readonly write: () => void;
  /** Called once that is done. */
  readonly written?: () => void;
  /** Called instead where the store is well, and refuses this alone. */
  readonly refused: (error: unknown) => void;
}

export interface RecorderListener {
  /** Recording has halted, was retried without success, or has resumed. */
  changed(): void;
  /** The message of a halt, from the error that it began with. */
  explain(code: string, message: string): string;
}

/** The store is tried again after so long, and after twice as long each time, up to the longest. */
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 8000;
/** Waiting for another program's lock stops everything else: what is tried again and again waits less for it. */
const HALTED_PATIENCE_MILLISECONDS = 100;

/** Errors that retrying does not mend: a damaged file stays damaged, and each attempt may damage more. */
const LASTING: ReadonlySet<string> = new Set(['store-damaged', 'not-a-store']);

/**
 * Writes what happens into the store, in the order it happens. Where the store cannot be used (a full disk, a file that was
 * moved away) it halts: what happens from then on waits, and the store is tried again until it takes it all. Nothing is
 * dropped, and nothing written twice; how much can wait is bounded, because workers wait for what they sent to be written.
 */
export class Recorder {
  readonly #store: Store;
  readonly #listener: RecorderListener;
  readonly #waiting: Entry[] = [];
  #halt: RecordingHalt | undefined;
  #isWriting = false;
  #pause = FIRST_PAUSE_MILLISECONDS;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, listener: RecorderListener) {
    this.#store = store;
    this.#listener = listener;
    // Whatever else is to be written comes after what waits, and finds out whether the store can be used again.
    store.guardChanges(() => this.#refuseWhileHalted());
  }

  /** Why nothing can be recorded just now; undefined where it can. */
  get halt(): RecordingHalt | undefined {
    return this.#halt;
  }

  /** The runs of which something waits to be recorded. */
  get runs(): string[] {
    return [...new Set(this.#waiting.flatMap(({ run }) => (run === undefined ? [] : [run])))];
  }

  /** Writes an entry, now or, where recording has halted, once what waits before it is written. */
  record(entry: Entry): void {
    this.#waiting.push(entry);
    if (this.#halt === undefined) this.#writeAll();
  }

  /** Tries the store at once. */
  tryAgain(): void {
    if (this.#halt === undefined) return;
    this.#pause = FIRST_PAUSE_MILLISECONDS;
    this.#writeAll();
  }

  /** Tries no more by itself: what still waits is given up. */
  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#halt = undefined;
  }

  #refuseWhileHalted(): void {
    if (this.#halt === undefined || this.#isWriting) return;
    const refusal = this.#writeAll();
    if (refusal !== undefined) throw refusal;
  }

  /** Writes the waiting entries in order until the store cannot be used; then it gives the reason. */
  #writeAll(): Error | undefined {
    // What is recorded in the course of this comes last, and is written here too.
    if (this.#isWriting) return undefined;
    this.#isWriting = true;
    clearTimeout(this.#timer);
    try {
      for (let entry = this.#waiting.at(0); entry !== undefined; entry = this.#waiting.at(0)) {
        const refusal = this.#write(entry);
        if (refusal !== undefined) return refusal;
      }
    } finally {
      this.#isWriting = false;
    }
    return undefined;
  }

  #write(entry: Entry): Error | undefined {
    let tell = () => entry.written?.();
    try {
      entry.write();
    } catch (error) {
      if (isStoreUnusable(error)) {
        this.#halted(error);
        return error;
      }
      tell = () => entry.refused(error);
    }
    this.#waiting.shift();
    this.#pause = FIRST_PAUSE_MILLISECONDS;
    tell();
    if (this.#waiting.length === 0) this.#goOn();
    return undefined;
  }

  #halted({ code, message }: WorkbenchError): void {
    const triedAt = new Date().toISOString();
    if (this.#halt === undefined) this.#store.setPatience(HALTED_PATIENCE_MILLISECONDS);
    this.#halt = { code, message: this.#listener.explain(code, message), since: this.#halt?.since ?? triedAt, triedAt };
    if (!LASTING.has(code)) {
      this.#timer = setTimeout(() => this.#writeAll(), this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MILLISECONDS);
    }
    this.#listener.changed();
  }

  #goOn(): void {
    if (this.#halt === undefined) return;
    this.#halt = undefined;
    this.#store.setPatience(BUSY_MILLISECONDS);
    this.#listener.changed();
  }
}
