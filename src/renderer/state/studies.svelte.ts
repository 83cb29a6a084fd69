import type { Study } from '../../shared/api/studies.ts';
import { bridge } from './connection.svelte.ts';
import { StoredList } from './stored-list.svelte.ts';

export const studies = new StoredList<Study>((take) =>
  bridge.subscribe(
    'studies',
    () => ({}),
    (message) => take(message.studies),
  ),
);
