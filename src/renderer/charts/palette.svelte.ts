import { DARK, LIGHT, type Palette } from '../../shared/figures/palette.ts';
import { settings } from '../state/settings.svelte.ts';

/** The colours of charts on the screen. */
export const screenPalette = {
  get current(): Palette {
    return settings.shownTheme === 'dark' ? DARK : LIGHT;
  },
};
