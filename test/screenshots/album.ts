import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

export const THEMES = ['Light', 'Dark'] as const;
export type Theme = (typeof THEMES)[number];

const FOLDER = fileURLToPath(new URL('../../docs/images/window', import.meta.url));

/** Pictures of one window, into the documentation. */
export class Album {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  press(name: string | RegExp): Promise<void> {
    return this.#page.getByRole('button', { name, exact: true }).click();
  }

  async turn(theme: Theme): Promise<void> {
    await this.press('Settings');
    await this.#page.getByLabel(theme).check();
  }

  async take(name: string, theme: Theme): Promise<void> {
    // What was just done is said for a while: it is not part of the view.
    for (const dismiss of await this.#page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click();
    await this.#page.screenshot({ path: `${FOLDER}/${name}-${theme.toLowerCase()}.png` });
  }
}
