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
