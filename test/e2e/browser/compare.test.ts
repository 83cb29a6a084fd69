import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import type { RunRow } from '../../../src/shared/api/runs.ts';
import { meanText } from '../../../src/shared/comparison/metrics-text.ts';
import { metricsTable, type ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { signedText } from '../../../src/shared/number-text.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { epochRecord, packed, START, upTo, vanillaFrame } from '../../main/store/recordings.ts';
import { randomSource } from '../../main/store/random.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';

const EPOCHS = 40;
const FLOORS = [{ metric: 'wasserstein_1', samples: 2000, draws: 200, mean: 0.02, bound95: 0.04 } as const];

const ARMS: readonly { name: string; config: RunConfigInput; distance: number; seeds: readonly number[] }[] = [
  { name: 'plain', config: {}, distance: 0.2, seeds: [1, 2, 3, 4] },
  { name: 'wide', config: { generator: { hidden_widths: [128, 64] } }, distance: 0.12, seeds: [1, 2, 3] },
  { name: 'lone', config: { loss: 'minimax' }, distance: 0.3, seeds: [7] },
  { name: 'few', config: { snapshots: { samples: 100 } }, distance: 0.4, seeds: [1, 2, 3] },
  { name: 'uniform', config: { target: { law: 'uniform' } }, distance: 0.05, seeds: [1, 2, 3] },
];

describe('runs and groups side by side', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compared-'));
  const recorded = join(folder, 'runs.sqlite');
  let rows: RunRow[] = [];
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(() => {
    const store = openStore(recorded);
    const frame = vanillaFrame(1, 200);
    for (const [arm, { name, config, distance, seeds }] of ARMS.entries()) {
      for (const seed of seeds) {
        const { uniform } = randomSource(100 * arm + seed);
        const parsed = runConfigSchema.parse({ ...config, epochs: EPOCHS, seed });
        const createdAt = `2026-01-02T03:0${arm}:0${seed}.000Z`;
        const id = `${name}-${seed}`;
        store.runs.create({ id, name, config: parsed, group: groupHash(parsed, 'fused'), createdAt, owner: 'nobody' });
        store.states.start(id, START, { law: 'normal', floors: FLOORS });
        const snapshots = upTo(EPOCHS, (epoch) =>
          packed({
            epoch,
            metrics: { wasserstein_1: distance + 0.5 / epoch + 0.02 * uniform(), ks: distance / 2 + 0.01 * uniform() },
            averageMetrics: undefined,
            outside: 0,
            frame,
          }),
        );
        store.recordings.append({ run: id, epochs: upTo(EPOCHS, epochRecord), snapshots, kept: [] });
        // Of one group one run fails: it is counted and named.
        if (id === 'plain-4') store.states.fail(id, { code: 'crash', message: 'it fell over' }, createdAt);
        else
          store.states.finish(
            id,
            { samples: name === 'few' ? 100 : 2000, metrics: {}, averageMetrics: undefined },
            createdAt,
          );
      }
    }
    rows = store.runs.list().map((listing) => ({ ...listing, floor: undefined, sparkline: undefined }));
    store.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      workbench = opened;
      ({ page } = opened);
      // What it is called, and how many are in the list, is another test's affair.
      await page.getByText('lone').first().waitFor();
    },
    { store: recorded },
  );

  const members = (name: string): RunRow[] => rows.filter(({ run }) => run.name === name);
  const keyOf = (name: string) => groupKey(members(name)[0].run.group);
  const comparison = (): Locator => page.getByRole('region', { name: 'Comparison', exact: true });
  const chart = (quantity: string): Locator => comparison().getByRole('img', { name: new RegExp(`^${quantity}`) });
  const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click();
  const legend = (): Locator => page.getByRole('region', { name: 'Legend' });
  const entry = (name: string): Locator => legend().getByRole('button', { name: new RegExp(`^${name} `) });
  const entries = (): Promise<string[]> => legend().locator('[aria-pressed] .name').allInnerTexts();
  const numbers = (): Locator => comparison().getByRole('region', { name: 'Table of Wasserstein-1' });

  async function show(...keys: readonly string[]): Promise<void> {
    await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${keys.map(encodeURIComponent).join(',')}`);
    await page.locator('[aria-label="Comparison"][aria-busy="false"]').waitFor();
    await chart('Wasserstein-1').waitFor();
  }

  async function saved(act: () => Promise<void>): Promise<Download> {
    const download = page.waitForEvent('download');
    await act();
    return download;
  }

  async function savedText(act: () => Promise<void>): Promise<string> {
    return readFileSync(await (await saved(act)).path(), 'utf8');
  }

  function subject(name: string, kind: 'run' | 'group'): ComparedSubject {
    const [first] = members(name);
    const key = kind === 'group' ? keyOf(name) : first.run.id;
    return { key, name, kind, colour: 0, rows: members(name), hidden: 0 };
  }

  it('have one legend with N, numbers as computed, and sentences; band, base and settings are chosen', async () => {
    await show(keyOf('plain'), keyOf('wide'), 'lone-7');
    await page.getByRole('heading', { name: 'Comparison of 2 groups and 1 run' }).waitFor();
    await page.getByRole('button', { name: 'plain 3 of 4, 1 failed' }).waitFor();
    await expect.poll(() => chart('Wasserstein-1').getAttribute('aria-label')).toContain('plain · 3 of 4, 1 failed');

    await comparison().getByLabel('Band').selectOption('interval_95');
    await expect.poll(() => chart('generator loss').getAttribute('aria-label')).toContain('95 % interval');

    await tab('Numbers');
    const [row] = metricsTable({
      subjects: [subject('plain', 'group'), subject('wide', 'group'), subject('lone', 'run')],
      metrics: ['wasserstein_1'],
      measure: 'tail',
      base: keyOf('plain'),
      preferAverage: false,
    }).rows;
    for (const cell of row.cells) {
      const text = await numbers()
        .getByRole('row', { name: new RegExp(`^${cell.subject.name} `) })
        .innerText();
      expect(text).toContain(meanText(row, cell));
      if (cell.delta !== undefined) expect(text).toContain(`${signedText(cell.delta)}\u00a0${String(cell.direction)}`);
    }
    // What chance gives stands beside each metric, in the table of all of them too.
    await expect.poll(() => numbers().getByRole('cell', { name: '0.0200 (95th percentile 0.0400)' }).count()).toBe(3);
    await comparison().getByRole('checkbox', { name: 'All metrics' }).check();
    await comparison()
      .getByRole('region', { name: 'All metrics' })
      .getByRole('row', { name: /^Wasserstein-1 lower .* 0\.0200 \(95th percentile 0\.0400\)/ })
      .waitFor();
    await comparison().getByRole('checkbox', { name: 'All metrics' }).uncheck();
    await comparison()
      .getByText(/^wide is better than plain: Wasserstein-1 is \S+ lower/)
      .waitFor();
    await comparison().getByRole('button', { name: 'Add 7 seeds to lone' }).waitFor();

    // Seeds 1 to 3 are on both sides: the table says so, and a line joins the runs of each.
    await numbers()
      .getByRole('cell', { name: /^3 pairs, r −?\d\.\d\d$/ })
      .waitFor();
    await comparison()
      .getByText(/Paired t test over 3 common seeds \(correlation/)
      .first()
      .waitFor();
    await tab('Seeds');
    await comparison()
      .getByRole('img', {
        name: 'Pairs of runs with one seed, joined by a line: Wasserstein-1, tail mean of 3 pairs of wide and plain',
      })
      .waitFor();

    await tab('Numbers');
    // The distance is the primary metric, until another is chosen; the others are looked at beside it.
    const primary = comparison().getByRole('checkbox', { name: 'Primary' });
    await expect.poll(() => primary.isChecked()).toBe(true);
    await legend().getByLabel('Metric').selectOption('ks');
    await comparison().getByText('This is a secondary metric.').first().waitFor();
    await primary.check();
    await expect.poll(() => page.url()).toContain('primary=ks');
    await comparison().getByText('Kolmogorov-Smirnov, tail mean (lower is better; primary metric)').waitFor();
    await legend().getByLabel('Metric').selectOption('wasserstein_1');
    await comparison().getByText('Wasserstein-1, tail mean (lower is better; secondary metric)').waitFor();
    await comparison().getByRole('button', { name: 'Kolmogorov-Smirnov' }).waitFor();
    await primary.check();

    await comparison().getByLabel('Base').selectOption({ label: 'wide' });
    await comparison()
      .getByText(/^plain is worse than wide: Wasserstein-1 is \S+ higher/)
      .waitFor();
    expect(page.url()).toContain(`base=${encodeURIComponent(keyOf('wide'))}`);

    await tab('Settings');
    const settings = comparison().getByRole('region', { name: 'Table of settings' });
    await expect.poll(() => settings.getByRole('row').count()).toBe(3);
    await settings
      .getByRole('cell', { name: /changed: 64,32/ })
      .first()
      .waitFor();
    await comparison().getByLabel('All settings').check();
    await expect.poll(() => settings.getByRole('row').count()).toBeGreaterThan(20);

    await tab('Overview');
    await page.getByRole('button', { name: /^lone seed 7/ }).click({ modifiers: ['Control'] });
    await expect.poll(() => chart('Wasserstein-1').getAttribute('aria-label')).not.toContain('lone');
    await legend().getByText('lone', { exact: true }).hover();
    // Shown alone, it leaves with its row: the others are shown again, and the keyboard is on the row in its place.
    await page.getByRole('button', { name: /^lone seed 7/ }).click();
    await expect.poll(() => chart('Wasserstein-1').getAttribute('aria-label')).not.toContain('plain');
    await page.getByRole('button', { name: 'Take lone out of the comparison' }).click();
    await page.getByRole('heading', { name: 'Comparison of 2 groups' }).waitFor();
    await expect.poll(() => chart('Wasserstein-1').getAttribute('aria-label')).toContain('plain');
    expect(await legend().getByRole('button', { name: 'Show all' }).count()).toBe(0);
    await expect.poll(() => legend().locator('[role="rowheader"] button:focus').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    expect(workbench.faults).toEqual([]);
  });

  it('of targets or evaluations that differ are not called better, and what does not compare is said', async () => {
    await show(keyOf('plain'), keyOf('few'), keyOf('uniform'));
    await comparison().getByText('1 cannot be compared by this metric').waitFor();
    await comparison().getByText('Not drawn, because the target differs: uniform.').waitFor();
    await tab('Numbers');
    await comparison()
      .getByText(
        /^Not comparable: Wasserstein-1 of few and of plain cannot be compared, because their snapshots measure/,
      )
      .waitFor();
    expect(await numbers().getByText('not comparable').count()).toBeGreaterThan(0);
    expect(
      await comparison()
        .getByText(/^(few|uniform) is (better|worse) than/)
        .count(),
    ).toBe(0);
    expect(workbench.faults).toEqual([]);
  });

  it('are exported: the values behind a band, the tables, and charts with the colours of their runs', async () => {
    await show(keyOf('plain'), keyOf('wide'));
    await page.getByRole('button', { name: 'Export plain-and-1-more-wasserstein_1' }).click();
    const [heads, ...lines] = (await savedText(() => page.getByRole('button', { name: 'Save CSV' }).click()))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    await dismiss(page);
    const wide = lines.filter(([name]) => name === 'wide');
    expect(wide).toHaveLength(EPOCHS);
    const seeds = ['seed 1', 'seed 2', 'seed 3'].map((seed) => heads.indexOf(seed));
    for (const line of wide) {
      const [, middle] = seeds.map((column) => Number(line[column])).sort((a, b) => a - b);
      expect(Math.abs(Number(line[heads.indexOf('centre')]) - middle)).toBeLessThan(1e-12);
    }

    const menu = page.getByRole('button', { name: 'Export', exact: true }).first();
    await menu.click();
    const metrics = await savedText(() => page.getByRole('button', { name: 'Save metrics as CSV' }).click());
    expect(metrics).toContain('\nwasserstein_1,tail,wide,');
    const markdown = await savedText(() => page.getByRole('button', { name: 'Save as Markdown' }).click());
    expect(markdown).toContain('## Wasserstein-1, tail mean (lower is better; primary metric)');
    expect(markdown).toContain('| generator.hidden');

    const pictures: Download[] = [];
    page.on('download', (download) => pictures.push(download));
    await page.getByRole('button', { name: 'Save all charts as PNG' }).click();
    const named = () => pictures.find((one) => one.suggestedFilename() === 'plain-and-1-more-wasserstein_1.png');
    await expect.poll(() => named() !== undefined).toBe(true);
    const png = PNG.sync.read(readFileSync(await (named() as Download).path()));
    for (const name of ['plain', 'wide']) {
      const colour = LIGHT.runs[members(name).toSorted(byCreation)[0].run.colour % LIGHT.runs.length];
      expect(pixelsOf(png, colour)).toBeGreaterThan(100);
    }
    expect(workbench.faults).toEqual([]);
  });

  it('of one colour have a dash that tells them apart: in the list, the legend, the pictures and the table alike', async () => {
    // The second seed of one group has the colour of the other group.
    await show('plain-2', keyOf('wide'));
    const looks = (all: Locator) =>
      all
        .locator('svg[data-colour]')
        .evaluateAll((found) =>
          found.map((one) => `${String(one.getAttribute('data-colour'))} ${String(one.getAttribute('data-dash'))}`),
        );
    const [first, second, ...others] = await looks(page.getByRole('region', { name: 'Legend' }));
    expect(others).toEqual([]);
    expect(first.split(' ')[0]).toBe(second.split(' ')[0]);
    expect(first).not.toBe(second);
    expect(await looks(page.getByRole('list', { name: 'Distributions' }))).toEqual([first, second]);
    await tab('Numbers');
    expect(await looks(numbers())).toEqual([first, second]);
    await page.keyboard.press('[');
    const listed = page.locator('[role=row][aria-selected="true"]').filter({ hasText: 'wide' });
    expect(await looks(listed)).toEqual([second]);
    // Hidden from the charts it keeps its look, and so does the other one.
    await legend()
      .getByRole('button', { name: /^plain/ })
      .click();
    expect(await looks(page.getByRole('region', { name: 'Legend' }))).toEqual([first, second]);
    expect(workbench.faults).toEqual([]);
  });

  it('are shown alone by a click, all by another or Escape, and each tile says its tail mean', async () => {
    await show(keyOf('plain'), keyOf('wide'), keyOf('few'));
    const drawn = () => chart('Wasserstein-1').getAttribute('aria-label');
    const overlay = page.getByRole('img', { name: /^Learned distributions and the target/ });
    await expect.poll(drawn).toMatch(/plain.*wide.*few/);
    await entry('wide').click();
    await expect.poll(drawn).not.toMatch(/plain|few/);
    await expect.poll(() => overlay.getAttribute('aria-label')).not.toMatch(/plain|few/);
    expect(await entry('wide').getAttribute('aria-pressed')).toBe('true');
    await entry('wide').click();
    await expect.poll(drawn).toMatch(/plain.*wide.*few/);
    // Whoever points at a name lights its line: what is drawn is another picture, until the pointer has left.
    const ink = () =>
      chart('Wasserstein-1')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await page.mouse.move(1, 1);
    await entry('wide').blur();
    const before = await ink();
    await entry('wide').hover();
    await expect.poll(ink).not.toBe(before);
    await page.mouse.move(1, 1);
    await expect.poll(ink).toBe(before);
    await entry('few').click();
    await expect.poll(drawn).not.toMatch(/plain|wide/);
    await page.keyboard.press('Escape');
    await expect.poll(drawn).toMatch(/plain.*wide.*few/);
    const [row] = metricsTable({
      subjects: [subject('plain', 'group')],
      metrics: ['wasserstein_1'],
      measure: 'tail',
      base: undefined,
      preferAverage: false,
    }).rows;
    const tile = page.getByRole('list', { name: 'Distributions' }).getByRole('listitem').first();
    await tile.getByText(`tail mean ${meanText(row, row.cells[0])}`).waitFor();
    await page.getByText('below it the tail mean ± standard deviation over the seeds').waitFor();
    const seeds = tile.getByLabel('Seeds of plain').locator('option');
    expect((await seeds.allInnerTexts())[0]).toBe(`${row.cells[0].n} seeds`);
    expect(workbench.faults).toEqual([]);
  });

  it('are put in another order by keys and by dragging, in legend, pictures and files alike, until the window is reloaded and after', async () => {
    await show(keyOf('plain'), keyOf('wide'), keyOf('few'));
    const tiles = () => page.getByRole('list', { name: 'Distributions' }).locator('h3').allInnerTexts();
    const base = comparison().getByLabel('Base');
    await entry('plain').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(entries).toEqual(['wide', 'plain', 'few']);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(entries).toEqual(['wide', 'few', 'plain']);
    await expect.poll(tiles).toEqual(['wide', 'few', 'plain']);
    await legend()
      .getByText('few', { exact: true })
      .dragTo(legend().getByText('wide', { exact: true }));
    await expect.poll(entries).toEqual(['few', 'wide', 'plain']);
    await reloadWindow(page);
    await chart('Wasserstein-1').waitFor();
    await expect.poll(entries).toEqual(['few', 'wide', 'plain']);
    await expect.poll(tiles).toEqual(['few', 'wide', 'plain']);
    await expect.poll(() => base.inputValue()).toBe(keyOf('plain'));
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const metrics = await savedText(() => page.getByRole('button', { name: 'Save metrics as CSV' }).click());
    await dismiss(page);
    const named = metrics.split('\n').flatMap((line) => /^wasserstein_1,tail,(\w+),/.exec(line)?.[1] ?? []);
    expect(named).toEqual(['few', 'wide', 'plain']);
    await page.getByRole('button', { name: 'Save as study' }).click();
    await page.getByRole('heading', { name: /against|and 2 others/ }).waitFor();
    await expect.poll(entries).toEqual(['few', 'wide', 'plain']);
    await reloadWindow(page);
    await expect.poll(entries).toEqual(['few', 'wide', 'plain']);
    expect(workbench.faults).toEqual([]);
  });

  it('have tabs that arrow keys go through, and numbers of which no column is cut off in a window of 1280 × 720', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await show(...['plain', 'wide', 'few', 'uniform'].map(keyOf));
    expect(await page.getByRole('treegrid', { name: 'Runs' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Overview' }).focus();
    for (const name of ['Seeds', 'Numbers', 'Settings', 'Overview', 'Seeds', 'Numbers']) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tabpanel', { name }).waitFor();
    }
    await numbers().waitFor();
    await expect
      .poll(() => numbers().evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
      .toBeLessThanOrEqual(0);
    const right = await numbers()
      .getByRole('columnheader')
      .evaluateAll((heads) => Math.max(...heads.map((head) => head.getBoundingClientRect().right)));
    expect(right).toBeLessThanOrEqual(1280);
    expect(await barriers(page)).toEqual([]);
    expect(workbench.faults).toEqual([]);
  });

  it('are found by name in the palette, runs, groups, studies and settings alike', async () => {
    await show(keyOf('plain'), keyOf('wide'));
    await page.getByRole('button', { name: 'Save as study' }).click();
    await page.getByRole('heading', { name: 'plain against wide' }).waitFor();
    const find = async (text: string, title: RegExp) => {
      await page.keyboard.press('Control+K');
      await page.getByRole('combobox', { name: 'Find a command' }).fill(text);
      await page.getByRole('option', { name: title }).click();
    };
    await find('group wide', /^Group: wide · 3 seeds$/);
    await page.getByRole('heading', { name: 'wide', exact: true }).first().waitFor();
    await find('lone', /^Run: lone · seed 7$/);
    await expect.poll(() => page.url()).toContain('#/runs/lone-7');
    await find('against', /^Study: plain against wide$/);
    await page.getByRole('heading', { name: 'plain against wide' }).waitFor();
    await find('engines', /^Settings: Engines$/);
    await page.getByRole('heading', { name: 'Engines' }).waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('show of a group the samples of all seeds that count, until one of them is chosen, and say which', async () => {
    await show(keyOf('plain'), keyOf('wide'));
    const pictures = page.getByRole('list', { name: 'Distributions' });
    await pictures.getByRole('img', { name: /^Generated samples of plain \(3 of 4, 1 failed, combined\)/ }).waitFor();
    await pictures.getByLabel('Seeds of plain').selectOption({ label: 'seed 2' });
    await pictures.getByRole('img', { name: /^Generated samples of plain \(seed 2\)/ }).waitFor();
    await page.getByRole('button', { name: /^Export .*overlay/ }).click();
    const csv = await savedText(() => page.getByRole('button', { name: 'Save CSV' }).click());
    await dismiss(page);
    expect(csv).toContain('\nplain (seed 2),');
    expect(csv).toContain('\n"wide (3 seeds, combined)",');
    expect(workbench.faults).toEqual([]);
  });

  it('of one group are its members, with what each scores and why one does not count', async () => {
    await show(keyOf('plain'));
    await page.getByRole('heading', { name: 'plain', exact: true }).first().waitFor();
    await comparison().getByRole('checkbox', { name: 'Single seeds' }).check();
    await tab('Seeds');
    const table = comparison().getByRole('region', { name: 'Seeds and their Wasserstein-1' });
    await table.getByRole('row', { name: /show this run failed no: failed/ }).waitFor();
    expect(await table.getByRole('row', { name: /finished yes/ }).count()).toBe(3);
    expect(await page.getByRole('spinbutton', { name: 'Seeds to add' }).inputValue()).toBe('4');
    expect(await barriers(page)).toEqual([]);
    expect(workbench.faults).toEqual([]);
  });
});

function byCreation({ run: a }: RunRow, { run: b }: RunRow): number {
  return a.createdAt < b.createdAt ? -1 : 1;
}

/** Pixels of nearly this colour. */
function pixelsOf(png: PNG, colour: string): number {
  const wanted = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  let count = 0;
  for (let at = 0; at < png.data.length; at += 4) {
    if (wanted.every((value, channel) => Math.abs(png.data[at + channel] - value) <= 16)) count += 1;
  }
  return count;
}
