import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { epochRecord, packed, START, upTo, vanillaSnapshot } from '../../main/store/recordings.ts';
import { barriers } from './barriers.ts';
import { workbenchOfEach } from './each.ts';
import { reloadWindow } from './opened.ts';

const EPOCHS = 20;

/** A store of finished runs: the name, the settings and the minute at which each was launched. */
function recordedRuns(path: string, runs: readonly (readonly [string, RunConfigInput, string])[]): void {
  const store = openStore(path);
  for (const [name, input, minute] of runs) {
    const config = runConfigSchema.parse({ ...input, epochs: EPOCHS, snapshots: { every: 10 } });
    const createdAt = `2026-01-02T03:${minute}:00.000Z`;
    const id = `${name}${config.seed}`;
    store.runs.create({ id, name, config, group: groupHash(config, 'fused'), createdAt, owner: 'nobody' });
    store.states.start(id, START, { law: 'normal', floors: [] });
    const snapshots = [10, 20].map((epoch) => packed(vanillaSnapshot(epoch)));
    store.recordings.append({ run: id, epochs: upTo(EPOCHS, epochRecord), snapshots, kept: [] });
    store.states.finish(id, { samples: 2000, metrics: {}, averageMetrics: undefined }, createdAt);
  }
  store.close();
}

describe('a window that is opened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opened-window-'));
  const recorded = join(folder, 'runs.sqlite');
  const openWorkbench = workbenchOfEach();

  beforeAll(() =>
    recordedRuns(recorded, [
      ['last', { seed: 3, loss: 'minimax' }, '30'],
      ['first', { seed: 1 }, '10'],
      ['middle', { seed: 2, batch_size: 64 }, '20'],
    ]),
  );
  afterAll(() => rmSync(folder, { recursive: true }));

  async function open(store: string): Promise<Page> {
    const { page } = await openWorkbench({ store });
    return page;
  }

  const detail = (page: Page) => page.getByRole('region', { name: 'Detail' });
  const heading = (page: Page, name: string) => detail(page).getByRole('heading', { name, exact: true });
  const selected = (page: Page) => page.getByRole('row', { selected: true });
  const hash = (page: Page) => new URL(page.url()).hash;

  async function openAt(page: Page, address: string): Promise<void> {
    await page.goto(`${page.url().replace(/#.*/, '')}${address}`);
    await reloadWindow(page);
  }

  it('shows the run that was launched last, from which the keyboard goes on', async () => {
    const page = await open(recorded);
    await heading(page, 'last').waitFor();
    await page.locator('[data-epoch]').waitFor();
    expect(await selected(page).count()).toBe(1);
    await selected(page).getByTitle('last', { exact: true }).waitFor();
    expect(hash(page)).toBe('#/runs/last3');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await page.keyboard.press('ArrowDown');
    await heading(page, 'middle').waitFor();
    await page
      .getByRole('treegrid', { name: 'Runs' })
      .getByTitle('first', { exact: true })
      .click({ modifiers: ['Shift'] });
    await page.getByRole('heading', { name: 'Comparison of 2 runs' }).waitFor();
  });

  it('shows what its address selects, and nothing once that was deselected', async () => {
    const page = await open(recorded);
    await heading(page, 'last').waitFor();
    await openAt(page, '#/runs/first1');
    await heading(page, 'first').waitFor();
    await selected(page).click({ modifiers: ['ControlOrMeta'] });
    await detail(page)
      .getByText(/^Select a run/)
      .waitFor();
    expect(await selected(page).count()).toBe(0);
  });

  it('at its settings, or with a filter, shows the last run that the list has', async () => {
    const page = await open(recorded);
    await heading(page, 'last').waitFor();
    await openAt(page, '#/settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    await heading(page, 'last').waitFor();
    await openAt(page, '#/runs?filter=batch%20%3D%2064');
    await heading(page, 'middle').waitFor();
  });

  it('shows no run that is in the trash, and in the trash none', async () => {
    const store = join(folder, 'trashed.sqlite');
    recordedRuns(store, [
      ['kept', { seed: 1 }, '10'],
      ['thrown', { seed: 2, loss: 'minimax' }, '20'],
    ]);
    const opened = openStore(store);
    opened.runs.trash('thrown2', '2026-01-02T04:00:00.000Z');
    opened.close();
    const page = await open(store);
    await heading(page, 'kept').waitFor();
    await openAt(page, '#/runs?trash=');
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('thrown', { exact: true }).waitFor();
    await detail(page)
      .getByText(/^Select a run/)
      .waitFor();
  });

  it('shows the group of seeds that were launched together, as their launch did', async () => {
    const store = join(folder, 'seeds.sqlite');
    recordedRuns(store, [
      ['plain', { seed: 1 }, '10'],
      ['seeds', { seed: 1, loss: 'minimax' }, '20'],
      ['seeds', { seed: 2, loss: 'minimax' }, '20'],
      ['seeds', { seed: 3, loss: 'minimax' }, '20'],
    ]);
    const opened = openStore(store);
    const { group } = opened.runs.get('seeds1');
    opened.close();
    const page = await open(store);
    await heading(page, 'seeds').first().waitFor();
    expect(decodeURIComponent(hash(page))).toBe(`#/runs/${groupKey(group)}`);
    expect(await selected(page).count()).toBe(1);
  });

  it('shows of the arms of a sweep, which were launched together, the first of the list', async () => {
    const store = join(folder, 'arms.sqlite');
    recordedRuns(store, [
      ['arm a', { seed: 1, loss: 'minimax' }, '10'],
      ['arm b', { seed: 1, loss: 'hinge' }, '10'],
      ['arm c', { seed: 1 }, '10'],
    ]);
    const page = await open(store);
    await selected(page).waitFor();
    expect(await selected(page).getAttribute('aria-rowindex')).toBe('2');
  });

  it('on an empty store says what to do first', async () => {
    const { page } = await openWorkbench();
    await page.getByRole('heading', { name: 'Train your first GAN' }).waitFor();
    expect(hash(page)).toMatch(/^(#\/runs)?$/);
  });
});
