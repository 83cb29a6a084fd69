import type { Page } from 'playwright-core';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { groupKey } from '../../src/shared/subject.ts';
import { NAMES, type ListedRun } from './recorded-store.ts';

/** Trains for longer than any measurement takes. */
const LASTING: RunConfigInput = { epochs: 100_000, snapshots: { every: 10 } };

/** A state of the window; `show` goes there from any other, and `leave` closes what would lie over the next. */
export interface Screen {
  readonly name: string;
  readonly show: () => Promise<void>;
  readonly leave?: () => Promise<void>;
}

/** The screens of a store with the runs of `recordStore`; their labels are those that this window shares with earlier ones. */
export function screensOf(page: Page, runs: readonly ListedRun[]): readonly Screen[] {
  function runNamed(name: string): ListedRun {
    const found = runs.find((one) => one.name === name);
    if (!found) throw new Error(`there is no run ${name}`);
    return found;
  }

  async function goTo(hash: string): Promise<void> {
    await page.evaluate((there) => (window.location.hash = there), hash);
  }

  async function showRun(name: string, epoch?: number): Promise<void> {
    await goTo(`#/runs/${runNamed(name).run}${epoch === undefined ? '' : `?epoch=${epoch}`}`);
    await page.getByRole('heading', { name, exact: true }).waitFor();
    if (epoch !== undefined) await page.locator(`[data-epoch="${epoch}"]`).waitFor();
  }

  async function compare(count: number): Promise<void> {
    const keys = NAMES.groups.slice(0, count).map((name) => encodeURIComponent(groupKey(runNamed(name).group)));
    await goTo(`#/runs/${keys.join(',')}?epoch=60`);
    await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
  }

  const drawer = page.getByRole('dialog', { name: 'New run' });

  async function openNewRun(): Promise<void> {
    await goTo('#/runs?new=');
    await drawer.getByText(/^(?:Per|A) run: /).waitFor();
  }

  async function showSweep(): Promise<void> {
    await goTo('#/sweeps');
    await page.getByRole('button', { name: NAMES.sweep, exact: true }).click();
    await page.getByRole('heading', { name: 'Arms', exact: true }).waitFor();
  }

  async function showTraining(): Promise<void> {
    await openNewRun();
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await drawer.getByRole('textbox', { name: /JSON|config/i }).fill(JSON.stringify(LASTING));
    await drawer.getByRole('button', { name: 'Fields' }).click();
    await drawer.getByLabel('Name', { exact: true }).fill('lasting');
    await drawer.getByRole('button', { name: /^Launch/ }).click();
    await page.getByRole('heading', { name: 'lasting', exact: true }).waitFor();
    // An earlier window leaves its form over what was launched.
    if (await drawer.isVisible()) await drawer.getByRole('button', { name: 'Close' }).click();
    await page.locator('[data-epoch]').waitFor();
  }

  async function openPanel(): Promise<void> {
    await showRun(NAMES.plain, 300);
    await page.getByRole('tab', { name: 'Config' }).click();
    await page.getByRole('spinbutton', { name: 'Generator learning rate', exact: true }).waitFor();
  }

  /** Holds a learning rate until the seeds at its new value are trained. */
  async function hold(): Promise<void> {
    await openPanel();
    const rate = page.getByRole('spinbutton', { name: 'Generator learning rate', exact: true });
    await rate.focus();
    for (let step = 0; step < 6; step++) await rate.press('ArrowUp');
    await page.getByRole('region', { name: 'Touch', exact: true }).getByText('8 of 8 seeds').waitFor();
  }

  async function showStudy(): Promise<void> {
    await compare(2);
    await page.getByRole('button', { name: 'Save as study' }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('The lower rate needs more epochs.\nTo be trained longer.');
  }

  return [
    { name: 'run', show: () => showRun(NAMES.plain, 300) },
    { name: 'averaged', show: () => showRun(NAMES.averaged, 400) },
    { name: 'plane', show: () => showRun(NAMES.plane, 300) },
    { name: 'failed', show: () => showRun(NAMES.failed) },
    { name: 'panel', show: openPanel },
    { name: 'touch', show: hold, leave: () => page.keyboard.press('Escape') },
    { name: 'group', show: () => compare(1) },
    { name: 'compare-3', show: () => compare(3) },
    { name: 'compare-9', show: () => compare(9) },
    { name: 'list', show: () => goTo('#/runs') },
    { name: 'study', show: showStudy },
    { name: 'studies', show: () => goTo('#/studies') },
    { name: 'settings', show: () => goTo('#/settings') },
    { name: 'sweep', show: showSweep },
    { name: 'new-run', show: openNewRun, leave: () => page.getByRole('button', { name: 'Close' }).click() },
    { name: 'training', show: showTraining },
  ];
}
