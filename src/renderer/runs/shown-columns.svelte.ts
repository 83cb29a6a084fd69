import { Remembered } from '../state/remembered.svelte.ts';
import { COLUMNS, type Column } from './columns.ts';

const hidden = new Remembered<readonly string[]>('hidden-columns', ['engine', 'parent', 'tags'], (value) =>
  Array.isArray(value) ? value.filter((key) => typeof key === 'string') : undefined,
);

/** The columns that the user has chosen to see. */
export const shownColumns = {
  get all(): readonly Column[] {
    return COLUMNS.filter(({ key }) => !hidden.value.includes(key));
  },
  has(key: string): boolean {
    return !hidden.value.includes(key);
  },
  toggle(key: string): void {
    hidden.value = hidden.value.includes(key) ? hidden.value.filter((one) => one !== key) : [...hidden.value, key];
  },
};
