import type { ApiError } from '../../shared/api/messages.ts';
import type { RecoverySummary, StoreCheckKind, StoreEvent } from '../../shared/api/store.ts';
import { bridge } from './connection.svelte.ts';
import { localTime } from './local-time.ts';
import { windowLocation } from './location.svelte.ts';
import { notices, orNotice } from './notices.svelte.ts';

/** The store's file: its state, and actions on it. */
class StoreFile {
  /** Undefined until it has arrived from the workbench. */
  current = $state.raw<StoreEvent | undefined>();
  /** The report of the last recovery, until the user closes it. */
  recovery = $state.raw<RecoverySummary | undefined>();

  constructor() {
    bridge.subscribe(
      'store',
      () => ({}),
      (event) => (this.current = event),
    );
  }

  /** Whether no runs can be shown at the moment. */
  get isClosed(): boolean {
    const { problem, activity } = this.current ?? {};
    return problem !== undefined || activity?.kind === 'restoring' || activity?.kind === 'recovering';
  }

  async check(kind: StoreCheckKind): Promise<void> {
    const check = await orNotice(bridge.request('store.check', { kind }));
    if (check?.problems.length === 0) notices.done('The store is undamaged.');
  }

  async backUp(): Promise<void> {
    const backup = await orNotice(bridge.request('store.back_up', {}));
    if (backup) notices.done(`The store is backed up as ${backup.name}.`);
  }

  async restore(backup: string, at: string): Promise<void> {
    const restored = await orNotice(bridge.request('store.restore', { backup }));
    if (!restored) return;
    this.#leaveRuns();
    const kept = restored.setAside === undefined ? '' : ` The previous store is kept as ${restored.setAside}.`;
    notices.done(`The store is restored to its state of ${localTime(at)}.${kept}`);
  }

  async recover(): Promise<void> {
    this.recovery = await orNotice(bridge.request('store.recover', {}));
    if (this.recovery) this.#leaveRuns();
  }

  async tryAgain(): Promise<void> {
    await orNotice(bridge.request('store.try_again', {}));
  }

  /** Opens another store, and returns the error if it could not be opened. */
  async open(path: string): Promise<ApiError | undefined> {
    const result = await bridge.request('settings.open_store', { path });
    if (!result.ok) return result.error;
    this.#leaveRuns();
    notices.done(`The store ${path} is open.`);
    return undefined;
  }

  /** The selected runs may not be in the new store. */
  #leaveRuns(): void {
    windowLocation.refine({ selected: [], epoch: undefined });
  }
}

export const storeFile = new StoreFile();
