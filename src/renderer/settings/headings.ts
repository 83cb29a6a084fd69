/** The headings of the settings; the palette goes to each of them by its name. */
export const HEADINGS = {
  store: 'Store',
  backups: 'Backups',
  theme: 'Theme',
  training: 'Training',
  engines: 'Engines',
  versions: 'Versions',
  log: 'Log file',
} as const;
