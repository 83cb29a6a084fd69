import './theme/variables.css';
import './theme/base.css';
// What the first screen shows is asked for here, and comes while the code that draws it is still being read.
import './state/runs.svelte.ts';
import './state/queue.svelte.ts';
import './state/settings.svelte.ts';
import './state/store.svelte.ts';
import { reportUnexpectedError, reportUnexpectedErrors } from './state/unexpected-errors.ts';
import { loadFonts } from './theme/fonts.ts';

reportUnexpectedErrors();

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

async function open(target: HTMLElement): Promise<void> {
  const [{ openWindow }, missing] = await Promise.all([import('./window.ts'), loadFonts()]);
  for (const error of missing) reportUnexpectedError(error);
  await openWindow(target);
}

try {
  await open(target);
} catch (error) {
  target.textContent = 'This page could not be loaded; reload it. The log of the workbench has the error.';
  throw error;
}
