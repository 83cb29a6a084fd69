/** File endings of tables that a run can train on. Tables with other endings are common too. */
export const TABLE_ENDINGS: readonly string[] = ['csv', 'tsv', 'tab', 'txt', 'dat', 'asc', 'prn'];

/** File endings of JavaScript modules. */
export const MODULE_ENDINGS: readonly string[] = ['js', 'mjs', 'cjs'];

/** Whether a file's name ends with one of these, after a dot. */
export function hasEnding(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(`.${ending}`));
}
