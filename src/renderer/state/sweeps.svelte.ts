import type { Sweep } from '../../shared/api/sweeps.ts';
import { bridge } from './connection.svelte.ts';
import { StoredList } from './stored-list.svelte.ts';

export const sweeps = new StoredList<Sweep>((take) =>
  bridge.subscribe(
    'sweeps',
    () => ({}),
    (message) => take(message.sweeps),
  ),
);
