import type { Study } from '../../shared/api/studies.ts';
import { bridge } from './connection.svelte.ts';

/** Every study, newest first. */
class Studies {
  /** Undefined until they are loaded. */
  all = $state.raw<readonly Study[] | undefined>();

  constructor() {
    bridge.subscribe(
      'studies',
      () => ({}),
      ({ studies }) => (this.all = studies),
    );
  }

  get(id: string): Study | undefined {
    return this.all?.find((study) => study.id === id);
  }
}

export const studies = new Studies();
