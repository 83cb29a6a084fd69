import { Remembered } from '../state/remembered.svelte.ts';
import { COLUMNS, type Column } from './columns.ts';
import { METRIC_COLUMNS, SETTING_COLUMNS } from './field-columns.ts';

/** Whether the list is the wide table of columns, not rows of two lines. */
export const isTable = new Remembered('list-as-table', false, (value) => value === true);

const texts = (value: unknown) => (Array.isArray(value) ? value.filter((key) => typeof key === 'string') : undefined);
const numbers = (value: unknown) =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([, width]) => typeof width === 'number'))
    : undefined;

/** Of the usual columns those that are not shown. */
const hidden = new Remembered<readonly string[]>('hidden-columns', ['engine', 'parent', 'tags'], texts);
/** Settings and metrics that are shown besides. */
const added = new Remembered<readonly string[]>('added-columns', [], texts);
const widths = new Remembered<Readonly<Record<string, number>>>('column-widths', {}, numbers);

const FURTHER = [...SETTING_COLUMNS, ...METRIC_COLUMNS];
const LEAST = 48;

const isUsual = (key: string) => COLUMNS.some((column) => column.key === key);
const toggled = (keys: readonly string[], key: string) =>
  keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key];

/** The columns that the user has chosen to see, as wide as they were made. */
export const shownColumns = {
  get all(): readonly Column[] {
    const further = added.value.flatMap((key) => FURTHER.find((column) => column.key === key) ?? []);
    return [...COLUMNS.filter(({ key }) => !hidden.value.includes(key)), ...further].map((column) =>
      Object.hasOwn(widths.value, column.key) ? { ...column, width: widths.value[column.key] } : column,
    );
  },
  has(key: string): boolean {
    return isUsual(key) ? !hidden.value.includes(key) : added.value.includes(key);
  },
  toggle(key: string): void {
    if (isUsual(key)) hidden.value = toggled(hidden.value, key);
    else added.value = toggled(added.value, key);
  },
  isResized: (key: string): boolean => Object.hasOwn(widths.value, key),
  resize(key: string, width: number): void {
    widths.value = { ...widths.value, [key]: Math.max(LEAST, Math.round(width)) };
  },
};
