import type { NoticeEvent } from '../../shared/api/training.ts';
import type { Theme } from '../../shared/themes.ts';
import { Listeners } from '../../shared/listeners.ts';
import { defaultJobs } from '../runs/pool.ts';
import { readSettings, settingsPath, writeSettings, type StoredSettings } from './settings-file.ts';

/** The settings of the user, as they are kept in their file. */
export class Settings {
  /** Why the file could not be used; it was set aside. */
  readonly problem: NoticeEvent | undefined;
  readonly #path = settingsPath();
  readonly #listeners = new Listeners<undefined>();
  #stored: StoredSettings;
  #jobs: number;

  /** Begins with `jobs`, where it is given, without keeping it. */
  constructor(jobs: number | undefined) {
    const { settings, problem } = readSettings(this.#path);
    this.#stored = settings;
    this.#jobs = jobs ?? settings.jobs ?? defaultJobs();
    this.problem =
      problem === undefined ? undefined : { code: 'settings-unreadable', message: problem, run: undefined };
  }

  get theme(): Theme {
    return this.#stored.theme;
  }

  /** Runs trained side by side. */
  get jobs(): number {
    return this.#jobs;
  }

  /** Whether waiting runs are held back. */
  get held(): boolean {
    return this.#stored.held;
  }

  /** Writes changed settings to the file and notifies the listeners. */
  keep(change: Partial<StoredSettings>): void {
    this.#stored = { ...this.#stored, ...change };
    this.#jobs = change.jobs ?? this.#jobs;
    writeSettings(this.#path, this.#stored);
    this.changed();
  }

  /** Notifies of something that is shown with the settings. */
  changed(): void {
    this.#listeners.tell(undefined);
  }

  watch(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }
}
