import type { SettingsEvent } from '../../shared/api/settings.ts';
import { THEMES, type Theme } from '../../shared/themes.ts';
import { bridge } from './connection.svelte.ts';

const THEME_KEY = 'theme';

function rememberedTheme(): Theme {
  const remembered = window.localStorage.getItem(THEME_KEY);
  return THEMES.find((theme) => theme === remembered) ?? 'system';
}

/** The workbench's settings and the shown theme. */
class Settings {
  /** Undefined until they have arrived from the workbench. */
  current = $state.raw<SettingsEvent | undefined>();
  // Also remembered in the browser, so that a page opens with the right theme before the settings arrive.
  #theme = $state<Theme>(rememberedTheme());
  #systemIsDark = $state(false);

  constructor() {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = dark.matches;
    dark.addEventListener('change', ({ matches }) => (this.#systemIsDark = matches));
    bridge.subscribe(
      'settings',
      () => ({}),
      (settings) => {
        this.current = settings;
        this.#theme = settings.theme;
        window.localStorage.setItem(THEME_KEY, settings.theme);
      },
    );
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** The shown theme: the chosen one, or the system's. */
  get shownTheme(): 'light' | 'dark' {
    if (this.#theme === 'system') return this.#systemIsDark ? 'dark' : 'light';
    return this.#theme;
  }
}

export const settings = new Settings();
