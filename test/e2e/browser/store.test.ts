import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { filledStore } from '../../main/store/filled-store.ts';
import { barriers } from './barriers.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

const folder = mkdtempSync(join(tmpdir(), 'store-e2e-'));
const sound = join(folder, 'sound.sqlite');
const damaged = join(folder, 'damaged.sqlite');
let workbench: OpenedWorkbench | undefined;

beforeAll(() => {
  filledStore(sound, 8);
  const bytes = readFileSync(sound);
  bytes.fill(0x55, 0, 100);
  bytes.fill(0x55, 40 * 8192, 44 * 8192);
  writeFileSync(damaged, bytes);
});
afterEach(async () => workbench?.close());
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true });
});

describe('a store', () => {
  it('that is damaged is recovered from the window by keyboard, and the damaged file stays', async () => {
    workbench = await OpenedWorkbench.open({ store: damaged });
    const { page } = workbench;
    await page.getByRole('heading', { name: 'The store cannot be opened' }).waitFor();
    expect(await page.getByRole('alert').first().textContent()).toContain('store recover');
    expect(await barriers(page), 'the closed store').toEqual([]);
    await page.getByRole('button', { name: 'Recover readable data' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '8 runs were saved' }).waitFor();
    expect(await page.getByRole('list', { name: 'What was lost' }).textContent()).toMatch(/run r\d \(run \d\): /);
    expect(await barriers(page), 'the report').toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('7 runs', { exact: true }).waitFor();
    const kept = readdirSync(workbench.folder).find((name) => name.startsWith('runs.damaged-')) ?? '';
    expect(readFileSync(join(workbench.folder, kept)).equals(readFileSync(damaged))).toBe(true);
    expect(workbench.faults).toEqual([]);
  });

  it('is checked, backed up and restored in the settings', async () => {
    workbench = await OpenedWorkbench.open({ store: sound });
    const { page } = workbench;
    await page.getByText('7 runs', { exact: true }).waitFor();
    await page.goto(workbench.address.replace(/#.*/, '') + '#/settings');
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Undamaged at the last').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByRole('button', { name: /^Restore the backup of/ }).waitFor();
    expect(await barriers(page), 'the settings').toEqual([]);
    await page.getByRole('button', { name: /^Restore the backup of/ }).click();
    await page.getByRole('button', { name: 'Restore it' }).click();
    await page.getByText(/^The store is restored to its state of .*The previous store is kept as/).waitFor();
    await page.goto(workbench.address.replace(/#.*/, '') + '#/runs');
    await page.getByText('7 runs', { exact: true }).waitFor();
    expect(readdirSync(workbench.folder).some((name) => name.startsWith('runs.set-aside-'))).toBe(true);
    expect(workbench.faults).toEqual([]);
  });
});
