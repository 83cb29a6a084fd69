import type { LibrarySource, LibraryState, ThirdPartyLibrary } from '../../shared/api/settings.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { installNativeLibrary } from '../native-library/install.ts';
import type { Progress } from '../native-library/progress.ts';
import { publisherOf } from '../native-library/registry.ts';
import { SOURCES } from '../native-library/sources.ts';
import { Throttle } from '../runs/throttle.ts';

/** What of the library comes from a third party. */
export function thirdPartyLibrary(): ThirdPartyLibrary {
  const { package: name, version, tensorflow, bytes } = SOURCES.registry;
  return { package: name, version, tensorflow, bytes };
}

/** Downloads TensorFlow's native library in the background, one source at a time, and reports the progress. */
export class LibraryFetch {
  readonly #explained: (error: unknown) => string;
  readonly #throttle: Throttle;
  readonly #closing = new AbortController();
  #state: LibraryState = { kind: 'none' };
  #fetching: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  /** `changed` is called when there is news; download progress calls it at most twice a second. */
  constructor(changed: () => void, explained: (error: unknown) => string) {
    this.#throttle = new Throttle(changed);
    this.#explained = explained;
  }

  get state(): LibraryState {
    return this.#state;
  }

  /** Begins to fetch, and does not wait for it. Throws `already-fetching`. */
  start(source: LibrarySource): void {
    if (this.#fetching) {
      throw new WorkbenchError('already-fetching', 'TensorFlow is already being downloaded; stop that download first.');
    }
    const abort = new AbortController();
    this.#set({ kind: 'fetching', source, text: 'Looking for it …', received: undefined, total: undefined });
    this.#fetching = { abort, ended: this.#fetch(source, abort.signal) };
  }

  /** Ends it; what it had begun is deleted. */
  async stop(): Promise<void> {
    this.#fetching?.abort.abort();
    await this.#fetching?.ended;
  }

  /** Who publishes the third party's build, as the registry says it now. */
  publisher(): Promise<string> {
    const { package: name, version } = SOURCES.registry;
    return publisherOf(`${name}@${version}`, { signal: this.#closing.signal });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.stop();
    this.#throttle.cancel();
  }

  async #fetch(source: LibrarySource, signal: AbortSignal): Promise<void> {
    try {
      await installNativeLibrary({ source, signal, tell: (progress) => this.#take(source, progress) });
      this.#set({ kind: 'none' });
    } catch (error) {
      this.#set(signal.aborted ? { kind: 'none' } : { kind: 'failed', source, message: this.#explained(error) });
    } finally {
      this.#fetching = undefined;
    }
  }

  #take(source: LibrarySource, progress: Progress): void {
    const { text, received, total } =
      progress.kind === 'line'
        ? { text: progress.text, received: undefined, total: undefined }
        : { text: `Fetching ${progress.what}`, received: progress.received, total: progress.total };
    this.#state = { kind: 'fetching', source, text, received, total };
    this.#throttle.flushAtBeat();
  }

  #set(state: LibraryState): void {
    this.#state = state;
    this.#throttle.flushSoon();
  }
}
