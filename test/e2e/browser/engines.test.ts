import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNativeLibrary } from '../../../src/main/native-library/location.ts';
import { slowNpm } from '../../main/app/slow-npm.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

const EPOCHS = 40;
const THEMES = ['Light', 'Dark'] as const;
const library = findNativeLibrary();

async function turn(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel(theme).check();
}

const choose = (page: Page, name: string) =>
  page.getByRole('treegrid', { name: 'Runs' }).getByTitle(name, { exact: true }).click();

/** What the settings say of an engine. */
const saidOf = (page: Page, engine: string): Locator =>
  page.locator('dt', { hasText: new RegExp(`^${engine}$`) }).locator('+ dd');

describe('two engines', () => {
  let workbench: OpenedWorkbench;
  let page: Page;
  const drawer = () => page.getByRole('dialog', { name: 'New run' });
  const losses = () => page.getByRole('img', { name: /^Losses of generator/ });
  const note = () => page.getByRole('group', { name: 'Overlaid run' });

  beforeAll(async () => {
    if (library.kind !== 'found') {
      throw new Error('TensorFlow’s native library is missing here: npm run setup:tensorflow -- --source registry');
    }
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await trainRuns(workbench.store, [{ name: 'first', config: { epochs: EPOCHS, engine: 'fused' } }]);
    await choose(page, 'first');
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  /** The losses as a table, by their names. */
  async function exported(): Promise<Map<string, number>> {
    await page.getByRole('button', { name: /^Export first.*losses$/ }).click();
    const download = page.waitForEvent('download');
    await page.locator('[popover]:popover-open').getByRole('button', { name: 'Save CSV' }).click();
    const rows = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    await dismiss(page);
    const names = rows.map((row) => row.replace(/,[^,]*,[^,]*$/, '').replaceAll('"', ''));
    return new Map([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]));
  }

  it('stand in the settings with their versions, and what they run on', async () => {
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await expect
      .poll(() => saidOf(page, 'fused').textContent())
      .toMatch(/available: \w+ SIMD, build \w+.*processor, 1 thread/);
    await expect
      .poll(() => saidOf(page, 'tensorflow').textContent())
      .toMatch(/available: tfjs-node \d+\.\d+\.\d+, native library .*libtensorflow \d+\.\d+\.\d+, .*threads? per run/);
    expect(await page.getByRole('button', { name: /^Fetch/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
  });

  it('are named before a launch, with the reason, and refused at their field', async () => {
    await page.getByRole('button', { name: 'New run' }).click();
    await drawer()
      .getByText(/^Per run: /)
      .waitFor();
    await drawer()
      .getByText(/^Engine fused · the faster one here: about .* ms per step on fused, .* ms on tensorflow$/)
      .waitFor();
    await drawer()
      .getByRole('combobox', { name: /^Engine/ })
      .selectOption('tensorflow');
    await drawer().getByText('Engine tensorflow · chosen in the config').waitFor();
    await drawer()
      .getByRole('combobox', { name: /^Device/ })
      .selectOption('gpu');
    await drawer()
      .getByText(/^device: gpu is not possible/)
      .waitFor();
    expect(
      await drawer()
        .getByRole('combobox', { name: /^Device/ })
        .getAttribute('aria-invalid'),
    ).toBe('true');
    await drawer()
      .getByRole('combobox', { name: /^Device/ })
      .selectOption('auto');
    await drawer().getByText('Engine tensorflow · chosen in the config').waitFor();
    await drawer().getByLabel('Number of seeds').fill('0');
    const launch = drawer().getByRole('button', { name: 'Launch' });
    expect(await launch.isDisabled()).toBe(true);
    expect(await launch.getAttribute('title')).toContain('number of seeds');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  it('are named on the page of a run, with the reason', async () => {
    await page.getByRole('tab', { name: 'Config' }).click();
    const said = await page.getByRole('tabpanel').textContent();
    expect(said).toMatch(
      /Trained by\s*fused.*Build\s*\S+-simd.*Threads\s*1.*Device\s*processor.*Reason\s*chosen in the config/s,
    );
    await page.getByRole('button', { name: 'Hide the panel' }).click();
  });

  it('train the same run in one click, and their losses lie over each other, also after a reload', async () => {
    expect(await exported()).not.toContain('generator · fused');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Repeat on tensorflow' }).click();
    await page.getByRole('heading', { name: 'first on tensorflow', exact: true }).waitFor();
    await page.getByText(`${EPOCHS} of ${EPOCHS} epochs`).waitFor();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Repeat on fused' }).waitFor();
    await dismiss(page);
    await note().getByText(`up to epoch ${EPOCHS}, the last that both have`).waitFor();
    await checkOverlay();
    expect(page.url()).toContain('?over=');
    await reloadWindow(page);
    await note().getByText(`up to epoch ${EPOCHS}, the last that both have`).waitFor();
    await checkOverlay();
    await page.getByRole('tab', { name: 'Config' }).click();
    expect(await page.getByRole('tabpanel').textContent()).toMatch(/Trained by\s*tensorflow.*Build\s*libtensorflow/s);
    expect(workbench.faults).toEqual([]);
  });

  /** That both runs are drawn, and said to be all but the same. */
  async function checkOverlay(): Promise<void> {
    const said = (await losses().getAttribute('aria-label')) ?? '';
    expect(said).toContain('Short dashes show the losses of first (fused).');
    const difference = Number(/differ by at most (\S+) /.exec(said)?.[1].replace('−', '-'));
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.01);
    const table = await exported();
    for (const name of ['generator', 'discriminator, real', 'discriminator, fake']) {
      expect(table.get(name), name).toBe(EPOCHS);
      expect(table.get(`${name} · fused`), name).toBe(EPOCHS);
    }
  }

  it.each(THEMES)('are shown without a serious barrier to anybody, theme %s', async (theme) => {
    await turn(page, theme);
    expect(await barriers(page), 'the settings').toEqual([]);
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    await note().scrollIntoViewIfNeeded();
    expect(await barriers(page), 'two runs laid over each other').toEqual([]);
    await page.getByRole('button', { name: 'New run' }).click();
    await drawer()
      .getByRole('combobox', { name: /^Device/ })
      .selectOption('gpu');
    await drawer().locator('[aria-invalid=true]').waitFor();
    expect(await barriers(page), 'a new run, refused at its device').toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  it('part again, by a button, by going back and by choosing a run', async () => {
    await page.getByRole('button', { name: 'Remove the overlay' }).click();
    await note().waitFor({ state: 'detached' });
    await expect.poll(() => losses().getAttribute('aria-label')).not.toContain('Short dashes');
    await page.goBack();
    await note().waitFor();
    await page.getByRole('button', { name: 'Show the other run' }).click();
    await page.getByRole('heading', { name: 'first', exact: true }).waitFor();
    expect(page.url()).not.toContain('over=');
    await page.goBack();
    await note().waitFor();
    await page.goto(page.url().replace(/over=.*/, 'over=nothing22'));
    await note()
      .getByText(/^The other run cannot be shown: /)
      .waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('follow a run that still trains', async () => {
    await drawerLaunch('long', 30_000);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Repeat on tensorflow' }).click();
    await page.getByRole('heading', { name: 'long on tensorflow', exact: true }).waitFor();
    const last = async () => Number(/up to epoch (\d+)/.exec((await note().textContent()) ?? '')?.[1] ?? 0);
    await expect.poll(last).toBeGreaterThan(0);
    const before = await last();
    await expect.poll(last).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    expect(workbench.faults).toEqual([]);
  });

  async function drawerLaunch(name: string, epochs: number): Promise<void> {
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByLabel('Runs at a time').fill('2');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    await page.getByRole('button', { name: 'New run' }).click();
    await drawer().getByLabel('Epochs', { exact: true }).fill(String(epochs));
    await drawer()
      .getByRole('combobox', { name: /^Engine/ })
      .selectOption('fused');
    await drawer().getByLabel('Name', { exact: true }).fill(name);
    await drawer().getByRole('button', { name: 'Launch' }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await losses().waitFor();
  }
});

describe('an engine that is missing', () => {
  const home = mkdtempSync(join(tmpdir(), 'no-library-'));
  const cache = join(home, 'gan-workbench');
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open({
      environment: {
        XDG_CACHE_HOME: home,
        // Nothing listens there.
        TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/',
        npm_execpath: slowNpm(home),
        // With the slowest kernels it would be taken, on any processor.
        GAN_WORKBENCH_KERNELS: 'plain',
      },
    });
    ({ page } = workbench);
    await trainRuns(workbench.store, [{ name: 'first', config: { epochs: 5, engine: 'fused' } }]);
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
    rmSync(home, { recursive: true, force: true });
  });

  it('says why, where it would be taken, and where a run would be repeated on it', async () => {
    await choose(page, 'first');
    await page.getByRole('button', { name: 'More actions' }).click();
    const repeat = page.getByRole('button', { name: 'Repeat on tensorflow' });
    await repeat.waitFor();
    expect(await repeat.getAttribute('aria-disabled')).toBe('true');
    expect(await repeat.getAttribute('title')).toMatch(
      /^tensorflow cannot run here: .*\(you can download it in Settings\)$/,
    );
    // Its reason is for whoever presses it all the same.
    await repeat.click({ force: true });
    await page
      .getByText(/^tensorflow cannot run here: /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'New run' }).click();
    const drawer = page.getByRole('dialog', { name: 'New run' });
    for (const network of ['Generator', 'Discriminator']) {
      await drawer.getByLabel(`${network} widths`).fill('512, 512, 512');
    }
    await drawer.getByText('All settings', { exact: true }).click();
    await drawer.getByLabel('Batch size', { exact: true }).fill('1024');
    const reason = drawer.getByText(/^Engine fused · tensorflow would be faster \(about .*\), but cannot run here: /);
    await reason.waitFor();
    await drawer.getByRole('combobox', { name: /^Engine/ }).selectOption('tensorflow');
    await drawer.getByText(/^engine: tensorflow cannot run here: /).waitFor();
    expect(await drawer.getByRole('combobox', { name: /^Engine/ }).getAttribute('aria-invalid')).toBe('true');
    expect(await reason.count()).toBe(0);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(workbench.faults).toEqual([]);
  });

  it.each(THEMES)('is offered from both sources, the third party by name, theme %s', async (theme) => {
    await turn(page, theme);
    await expect.poll(() => saidOf(page, 'tensorflow').textContent()).toMatch(/not available: .*not been downloaded/);
    await page.getByRole('button', { name: 'Fetch TensorFlow' }).click();
    const refusal = page.getByRole('alert').getByText(/127\.0\.0\.1:9 cannot be reached .*third party's build/s);
    await refusal.waitFor();
    expect(await barriers(page), 'a source that cannot be reached').toEqual([]);
    await page.getByRole('button', { name: 'Fetch a third party’s build…' }).click();
    const dialog = page.getByRole('dialog', { name: /third party/ });
    await dialog.getByText('is published by somebody, not by TensorFlow’s makers.').waitFor();
    await dialog.getByRole('button', { name: 'Fetch it (195 MB)' }).waitFor();
    expect(await barriers(page), 'a third party’s build').toEqual([]);
    await dismiss(page);
    await dialog.waitFor({ state: 'detached' });
  });

  it('shows how much has come, and stops when told to', async () => {
    await fetchThirdParty();
    await page.getByText(/\d kB of 195 MB|\d MB of 195 MB/).waitFor();
    const progress = page.getByRole('progressbar', { name: 'Fetching TensorFlow' });
    await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(500_000);
    expect(await barriers(page), 'fetching').toEqual([]);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Fetch TensorFlow' }).waitFor();
    expect(await progress.count()).toBe(0);
  });

  it('is available by itself once it has come', async () => {
    if (library.kind !== 'found') throw new Error('TensorFlow’s native library is missing here');
    const { folder } = library.library;
    mkdirSync(cache, { recursive: true });
    // As if it had been fetched: all of it is checked, and is whole.
    symlinkSync(folder, join(cache, basename(folder)));
    await fetchThirdParty();
    await expect.poll(() => saidOf(page, 'tensorflow').textContent()).toMatch(/^\s*available: tfjs-node/);
    expect(await page.getByRole('button', { name: /^Fetch/ }).count()).toBe(0);
    expect(workbench.faults).toEqual([]);
  });

  async function fetchThirdParty(): Promise<void> {
    await page.getByRole('button', { name: 'Fetch a third party’s build…' }).click();
    await page.getByRole('button', { name: 'Fetch it (195 MB)' }).click();
  }
});
