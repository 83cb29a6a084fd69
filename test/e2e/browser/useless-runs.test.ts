import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { openForEach } from './each.ts';
import { trainRuns } from './trained.ts';

const generatorRate = (learning_rate: number): RunConfigInput => ({
  epochs: 20,
  optimizer: { generator: { learning_rate } },
});

describe('a run that learned nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'useless-runs-'));
  const recorded = join(folder, 'runs.sqlite');
  let page: Page;

  beforeAll(() =>
    trainRuns(recorded, [
      { name: 'far', config: { ...generatorRate(1e9), seed: 123456789 } },
      { name: 'farther', config: generatorRate(1e12) },
    ]),
  );
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach((opened) => ({ page } = opened), { store: recorded });

  it('shows its distance whole beside its state in a narrow list, which is cut instead', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    const row = page.locator('[role=rowgroup] [role=row]').filter({ hasText: 'left the axes' });
    await row.first().waitFor();
    for (const one of await row.all()) {
      const tail = one.locator('.tail');
      const multiple = tail.locator('span').first();
      expect(await multiple.innerText()).toMatch(/^[\d.]+e\d+× floor$/);
      const [outer, inner] = [await tail.boundingBox(), await multiple.boundingBox()];
      expect(inner?.x).toBeGreaterThanOrEqual((outer?.x ?? Infinity) - 0.5);
      expect(inner?.y).toBeLessThan((outer?.y ?? 0) + 10);
    }
  });
});
