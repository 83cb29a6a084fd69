import type { Sweep } from '../../shared/api/sweeps.ts';
import { bridge } from './connection.svelte.ts';

/** Every sweep, newest first. */
class Sweeps {
  /** Undefined until they are loaded. */
  all = $state.raw<readonly Sweep[] | undefined>();

  constructor() {
    bridge.subscribe(
      'sweeps',
      () => ({}),
      ({ sweeps }) => (this.all = sweeps),
    );
  }

  get(id: string): Sweep | undefined {
    return this.all?.find((sweep) => sweep.id === id);
  }
}

export const sweeps = new Sweeps();
