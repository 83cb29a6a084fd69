import { modName } from '../commands/platform.ts';
import { notices } from '../state/notices.svelte.ts';

const KEY = 'wheel-zoom-said';

/** Says once on this machine how the wheel zooms: without the key it scrolls the page. */
export function sayWheelZooms(): void {
  if (window.localStorage.getItem(KEY) !== null) return;
  window.localStorage.setItem(KEY, 'true');
  notices.done(`Hold ${modName} and turn the wheel to zoom a chart; double click shows all of it again.`);
}
