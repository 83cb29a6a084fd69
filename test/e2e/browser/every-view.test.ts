import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
/** Of many a sweep, those that differ have the difference at the end. */
const LONG_NAME = 'learning rates and losses of the first experiment, on the target of the second one, number 17';
const SWEEP = [
  'sweep',
  '--grid',
  'lr_g=1e-4,2e-4,1e-3',
  '--grid',
  'loss=bce,minimax,lsgan',
  '--set',
  'epochs=20',
  '--seeds',
  '1..2',
  '--name',
  LONG_NAME,
];
/** Trains for longer than any test looks at it. */
const LASTING: RunConfigInput = { epochs: 100_000 };

async function turn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`[data-theme=${theme}]`).waitFor();
}

describe('the first start', () => {
  let page: Page;
  openForEach((opened) => ({ page } = opened));

  it.each(THEMES)('has no serious barrier and no text of low contrast, %s', async (theme) => {
    await turn(page, theme);
    expect(await barriers(page)).toEqual([]);
  });
});

describe('every view', () => {
  const folder = mkdtempSync(join(tmpdir(), 'every-view-'));
  const recorded = join(folder, 'runs.sqlite');
  let workbench: OpenedWorkbench;
  let page: Page;
  let runs: Readonly<Record<string, string>> = {};
  let groups: readonly string[] = [];

  beforeAll(async () => {
    await trainRuns(recorded, [
      { name: 'line', config: { epochs: 20, loss: 'lsgan', ema_decay: 0.9 } },
      { name: 'plane', config: { ...PRESETS.ring.config, epochs: 10, batches_per_epoch: 10 } },
      { name: 'critic', config: { epochs: 20, loss: 'wgan' } },
    ]);
    const failing = { generator: { learning_rate: 1e30 }, discriminator: { learning_rate: 1e30 } };
    // The command line ends with an error, as it should.
    await trainRuns(recorded, [{ name: 'failing', config: { loss: 'wgan', optimizer: failing } }]).catch(
      () => undefined,
    );
    await promisify(execFile)(process.execPath, ['out/main/cli.js', ...SWEEP, '--store', recorded]);
    const store = openStore(recorded);
    const all = store.runs.list().map(({ run }) => run);
    store.close();
    runs = Object.fromEntries(all.map(({ name, id }) => [name, id]));
    groups = [...new Set(all.flatMap((run) => (run.sweep === undefined ? [] : [groupKey(run.group)])))];
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    (opened) => {
      workbench = opened;
      ({ page } = opened);
    },
    { store: recorded },
  );

  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const goTo = (hash: string) => page.evaluate((there) => (window.location.hash = there), hash);
  const comparison = () => page.getByRole('region', { name: 'Comparison', exact: true });

  async function showRun(name: string): Promise<void> {
    await goTo(`#/runs/${runs[name]}`);
    await page.getByRole('heading', { name, exact: true }).waitFor();
  }

  async function openSweep(): Promise<void> {
    await goTo('#/sweeps');
    await page.getByRole('table').getByRole('button').first().click();
    await page.getByRole('region', { name: 'Results of the sweep' }).waitFor();
  }

  async function train(): Promise<void> {
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await goTo('#/runs?new=');
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(LASTING));
    await drawer.getByRole('button', { name: /^Launch/ }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await page.locator('[data-epoch]').waitFor();
  }

  it.each(THEMES)(
    'has no serious barrier and no text of low contrast, %s',
    async (theme) => {
      await turn(page, theme);
      const views: readonly (readonly [string, ...(() => Promise<unknown>)[]])[] = [
        ...['line', 'critic', 'failing', 'plane'].map((name) => [name, () => showRun(name)] as const),
        ['gradient arrows', () => page.getByLabel('Gradient arrows').check()],
        [
          'the latent grid',
          () => page.getByLabel('Latent grid').check(),
          () => page.getByRole('button', { name: 'latent grid', exact: true }).waitFor(),
        ],
        ['the crosshair', () => page.getByRole('slider', { name: /^Values in the plane/ }).press('ArrowUp')],
        ['the table', () => press('Columns')],
        ['its columns', () => press('Choose columns…')],
        ['by sweeps', () => page.keyboard.press('Escape'), () => page.getByLabel('Group by').selectOption('sweep')],
        ['the list again', () => press('Columns')],
        ['a group', () => goTo(`#/runs/${encodeURIComponent(groups[0])}`), () => comparison().waitFor()],
        [
          'a comparison of nine',
          () => goTo(`#/runs/${groups.map(encodeURIComponent).join(',')}`),
          () => comparison().waitFor(),
        ],
        ...['Seeds', 'Numbers', 'Settings'].map(
          (name) => [`its tab ${name}`, () => page.getByRole('tab', { name }).click()] as const,
        ),
        ['sweeps', () => goTo('#/sweeps')],
        ['a sweep', openSweep],
        ['studies', () => goTo('#/studies')],
        ['the trash', () => goTo('#/runs?trash=')],
        ['settings', () => goTo('#/settings')],
        ['a new run', () => goTo('#/runs?new='), () => page.getByText(/^Per run: /).waitFor()],
        ['a new sweep', () => goTo('#/runs?sweep=')],
        ['the queue', () => goTo('#/runs'), () => press(/^Queue/)],
        ['the commands', () => page.keyboard.press('Control+k')],
        ['a run in training', () => dismiss(page), () => press(/^Queue/), train],
      ];
      expect(groups).toHaveLength(9);
      for (const [name, ...steps] of views) {
        for (const step of steps) await step();
        await page.waitForTimeout(300);
        expect(await barriers(page), `${name}, ${theme}`).toEqual([]);
      }
      expect(workbench.faults).toEqual([]);
    },
    120_000,
  );

  it('of sweeps shows their names to the end', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await goTo('#/sweeps');
    const name = page.getByRole('button', { name: LONG_NAME, exact: true });
    await name.waitFor();
    expect(await name.evaluate((shown) => shown.scrollWidth <= shown.clientWidth)).toBe(true);
    expect(await name.evaluate((shown) => getComputedStyle(shown).whiteSpace)).toBe('normal');
  });

  it('of a sweep opens the runs of a cell of its heat map where it is pressed', async () => {
    await openSweep();
    const map = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Metric by two settings' }) });
    await map.scrollIntoViewIfNeeded();
    const canvas = map.locator('canvas');
    const [left, top, width, height] = ((await canvas.getAttribute('data-axes')) ?? '').split(' ').map(Number);
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.click(box.x + left + width / 4, box.y + top + height / 4);
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(/#\/runs\/group:\w{16}(?:\?|$)/);
    await comparison().waitFor();
    expect(workbench.faults).toEqual([]);
  });
});
