import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAPER_PRESETS } from '../../../src/shared/config/papers.ts';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import { trainRuns } from './trained.ts';

describe('runs of a preset of a paper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'published-'));
  const recorded = join(folder, 'runs.sqlite');
  let page: Page;

  beforeAll(async () => {
    const ring = PAPER_PRESETS['pacgan-ring-2'].config;
    await trainRuns(recorded, [
      { name: 'packed', config: { ...ring, epochs: 1, batches_per_epoch: 2 }, seeds: '1..2' },
      { name: 'pacgan-ring-2', config: { target: 'ring', epochs: 1 } },
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      ({ page } = opened);
      await page.getByRole('row').filter({ hasText: 'packed' }).first().waitFor();
    },
    { store: recorded },
  );

  const published = () => page.getByRole('region', { name: 'Published values' });

  async function picture(name: string): Promise<void> {
    if (!process.env.PUBLISHED_PICTURE) return;
    for (const [width, height] of [
      [1280, 720],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${process.env.PUBLISHED_PICTURE}-${name}-${width}.png` });
    }
  }

  it('stand beside the published values in the window, as a group and alone, and are marked as shortened', async () => {
    await page.getByRole('row').filter({ hasText: 'packed' }).getByTitle('packed', { exact: true }).click();
    await published()
      .getByText(/modes captured: published 7\.9 ± 0\.1, here \d\.\d ± \d\.\d \(2 seeds\)/)
      .waitFor();
    await published().getByText('shortened: 2 train steps here, 400,000 in the paper').waitFor();
    await picture('group');
    await published().getByText('pacgan-ring-2: source and known differences').click();
    await published().getByText('github.com/fjxmlzn/PacGAN').waitFor();
    await published()
      .getByText(/updates both networks at once/)
      .waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture('details');
    await page.getByLabel('Group by').selectOption('nothing');
    await page.getByRole('row').filter({ hasText: 'packed' }).first().getByTitle('packed', { exact: true }).click();
    await published()
      .getByText(/modes captured: published 7\.9 ± 0\.1, here \d\.\d \(1 seed\)/)
      .waitFor();
    await picture('run');
    // A name makes no run a paper's.
    await page.getByRole('row').getByTitle('pacgan-ring-2', { exact: true }).click();
    await page.getByRole('heading', { name: 'pacgan-ring-2' }).waitFor();
    await expect.poll(() => published().count()).toBe(0);
  });

  it('can be started from in the form, where they are a group of their own with their short forms', async () => {
    await page.keyboard.press('Control+n');
    const drawer = page.getByRole('dialog', { name: 'New run' });
    const select = drawer.getByLabel('Start from');
    const papers = select.locator('optgroup[label="papers"] option');
    await expect.poll(() => papers.count()).toBe(Object.keys(PAPER_PRESETS).length);
    await select.selectOption('pacgan-ring-2-short');
    await expect.poll(() => drawer.getByLabel('Epochs', { exact: true }).inputValue()).toBe('20');
    await drawer.getByText('Published: modes captured 7.9 ± 0.1, high-quality samples 95.6 ± 2.0 %').waitFor();
    await drawer.getByText('pacgan-ring-2-short: source and known differences').click();
    await drawer.getByText(/updates both networks at once/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture('form');
  });
});
