/** How the names of tables end that a run can be trained on. A table is often called otherwise. */
export const TABLE_ENDINGS: readonly string[] = ['csv', 'tsv', 'tab', 'txt', 'dat', 'asc', 'prn'];

/** How the names of JavaScript modules end. */
export const MODULE_ENDINGS: readonly string[] = ['js', 'mjs', 'cjs'];

/** Whether a file's name ends with one of these, after a dot. */
export function hasEnding(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(`.${ending}`));
}
