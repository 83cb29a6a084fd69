import { commands } from '../commands/commands.svelte.ts';
import { drawPng } from './picture.ts';
import { saveFiles } from './save.ts';
import { shownFigures } from './shown-figures.svelte.ts';

/** Saves every chart on the screen as PNG. */
export async function exportAllCharts(): Promise<void> {
  const files = shownFigures.all.map(async ({ fileName, figure, size }) => ({
    name: `${fileName}.png`,
    content: await drawPng({ figure }, { ...size, scale: 2, background: 'white' }),
  }));
  await saveFiles(await Promise.all(files));
}

/** Registers the export of every chart as a command until the returned function is called. */
export function registerExportAll(): () => void {
  return commands.register({
    id: 'export',
    title: 'Export all charts shown',
    shortcut: 'Mod+E',
    do: () => void exportAllCharts(),
  });
}
