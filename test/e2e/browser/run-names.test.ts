import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { armName } from '../../../src/shared/sweep/names.ts';
import { epochRecord, START, upTo } from '../../main/store/recordings.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { barriers } from './barriers.ts';
import { alikeLabels, cutLabels } from './cut-labels.ts';
import { workbenchOfEach } from './each.ts';

const RATES = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2];
const LOSSES = ['bce', 'minimax', 'lsgan', 'hinge', 'relativistic_average'] as const;
const EPOCHS = 5;

/** The arms of a sweep of two settings, as many seeds of each. */
function recordArms(path: string, seeds: number): string[] {
  const store = openStore(path);
  const names: string[] = [];
  for (const [row, rate] of RATES.entries())
    for (const [column, loss] of LOSSES.entries()) {
      const name = armName('vanilla', {
        'optimizer.generator.learning_rate': rate,
        'loss.name': loss,
      });
      names.push(name);
      for (let seed = 1; seed <= seeds; seed++) {
        const input: RunConfigInput = {
          seed,
          epochs: EPOCHS,
          loss,
          optimizer: { generator: { learning_rate: rate } },
        };
        const config = runConfigSchema.parse(input);
        const createdAt = '2026-01-02T03:00:00.000Z';
        const id = `arm-${row}-${column}-${seed}`;
        store.runs.create({
          id,
          name,
          config,
          group: groupHash(config, 'fused'),
          createdAt,
          owner: 'nobody',
        });
        store.states.start(id, START, { law: 'normal', floors: [] });
        store.recordings.append({
          run: id,
          epochs: upTo(EPOCHS, epochRecord),
          snapshots: [],
          kept: [],
        });
        store.states.finish(id, { samples: 2000, metrics: {}, averageMetrics: undefined }, createdAt);
      }
    }
  store.close();
  return names;
}

interface ShownName {
  readonly whole: string;
  /** What can be read. */
  readonly seen: string;
  /** Whether its end is cut off by its cell. */
  readonly isClipped: boolean;
}

/** Every name of the list, which is scrolled from its top to its end. */
async function shownNames(page: Page): Promise<ShownName[]> {
  const list = page.locator('#run-list');
  const found = new Map<string, ShownName>();
  await list.evaluate((element) => (element.scrollTop = 0));
  for (;;) {
    const names = await list.locator('[role=row] [role=gridcell] [title]').evaluateAll((all) =>
      all
        .filter((one) => one.closest('[role=gridcell]')?.querySelector('svg[data-colour]'))
        .map((one) => {
          const text = (one.querySelector('[aria-hidden=true]') ?? one).firstChild;
          const [written, { right }] = [text?.textContent ?? '', one.getBoundingClientRect()];
          const isClipped = one.scrollWidth > one.clientWidth;
          const range = document.createRange();
          let end = 0;
          for (; text && end < written.length; end++) {
            range.setStart(text, end);
            range.setEnd(text, end + 1);
            if (range.getBoundingClientRect().right > right) break;
          }
          return { whole: one.getAttribute('title') ?? '', seen: written.slice(0, end), isClipped };
        }),
    );
    for (const name of names) found.set(name.whole, name);
    const isAtEnd = await list.evaluate((element) => {
      const before = element.scrollTop;
      element.scrollTop += element.clientHeight / 2;
      return element.scrollTop === before;
    });
    if (isAtEnd) return [...found.values()];
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
}

/** The most that a comparison takes. */
const COMPARED = 20;

describe('names in the list of runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-names-'));
  const openWorkbench = workbenchOfEach();

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    { seeds: 1, what: 'runs' },
    { seeds: 2, what: 'groups' },
  ])('of fifty sweep arms never read the same, as $what, and are read aloud whole', async ({ seeds, what }) => {
    const store = join(folder, `${what}.sqlite`);
    const names = recordArms(store, seeds);
    const { page } = await openWorkbench({ store });
    await page.getByText(`${50 * seeds} runs`, { exact: true }).waitFor();
    for (const [width, height] of [
      [1440, 900],
      [1280, 720],
    ] as const) {
      await page.setViewportSize({ width, height });
      const shown = await shownNames(page);
      expect(shown.map(({ whole }) => whole).toSorted()).toEqual(names.toSorted());
      const bySeen = Map.groupBy(shown, ({ seen }) => seen);
      const alike = [...bySeen.values()].filter(({ length }) => length > 1).flat();
      expect(alike.map(({ seen }) => seen)).toEqual([]);
      expect(shown.filter(({ isClipped }) => isClipped)).toEqual([]);
    }
    for (const name of [names[0], names[names.length - 1]]) {
      await page.getByRole('searchbox', { name: 'Filter runs' }).fill(name);
      const read = seeds === 1 ? name : `Unfold ${name} ${name}`;
      await page.getByRole('gridcell', { name: read, exact: true }).waitFor();
    }
    expect(await barriers(page)).toEqual([]);
  });

  it('and of twenty of these arms in a comparison never read the same, in any part of it', async () => {
    const path = join(folder, 'compared.sqlite');
    recordArms(path, 2);
    const store = openStore(path);
    const groups = [...new Set(store.runs.list().map(({ run }) => groupKey(run.group)))].slice(0, COMPARED);
    store.close();
    const { page } = await openWorkbench({ store: path });
    await page.evaluate((keys) => (window.location.hash = `#/runs/${keys}`), groups.map(encodeURIComponent).join(','));
    await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
    for (const [width, height] of [
      [1920, 1080],
      [1440, 900],
      [1280, 720],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const tab of ['Overview', 'Seeds', 'Numbers', 'Settings']) {
        await page.getByRole('tab', { name: tab }).click();
        await page.waitForTimeout(300);
        expect(alikeLabels(await cutLabels(page)), `${tab}, ${width}`).toEqual([]);
      }
    }
  });
});
