/** The parts of a comparison, of which one is shown. */
export const COMPARE_TABS = [
  { key: 'overview', title: 'Overview' },
  { key: 'seeds', title: 'Seeds' },
  { key: 'numbers', title: 'Numbers' },
  { key: 'settings', title: 'Settings' },
] as const;
export type CompareTab = (typeof COMPARE_TABS)[number]['key'];

/** The part that an address names, or the first. */
export function compareTabOf(text: string): CompareTab {
  return COMPARE_TABS.find(({ key }) => key === text)?.key ?? 'overview';
}
