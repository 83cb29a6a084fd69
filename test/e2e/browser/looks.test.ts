import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

const LOOKED = /You looked at these results before all runs had finished \(.* missing\)/;
/** So many that a run takes a while: what is opened meanwhile is there before the last has ended. */
const EPOCHS = 1000;

describe('a result that is looked at before all of its seeds have ended', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  openForEach((opened) => {
    workbench = opened;
    ({ page } = opened);
  });

  function listed() {
    const store = openStore(workbench.store);
    const runs = store.runs.list({}, 'oldest first').map(({ run }) => run);
    store.close();
    return runs;
  }

  const named = (name: string) => listed().filter((run) => run.name.startsWith(name));
  const finished = (name: string) => named(name).filter(({ status }) => status === 'finished').length;

  async function goTo(hash: string): Promise<void> {
    await page.evaluate((there) => (window.location.hash = there), hash);
  }

  async function compare(...names: readonly string[]): Promise<void> {
    await goTo(`#/runs/${names.map((name) => encodeURIComponent(groupKey(named(name)[0].group))).join(',')}`);
    await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
  }

  it('in a comparison is said beside its verdict, and one that is opened when all have ended says nothing', async () => {
    await trainRuns(workbench.store, [{ name: 'plain', config: { epochs: 20 }, seeds: '1..4' }]);
    const training = trainRuns(workbench.store, [
      { name: 'longer', config: { epochs: EPOCHS }, seeds: '1..4' },
      { name: 'later', config: { epochs: 20, loss: 'minimax' }, seeds: '1..4' },
    ]);
    await expect.poll(() => finished('longer'), { timeout: 60_000 }).toBeGreaterThan(0);
    expect(finished('longer')).toBeLessThan(4);
    await compare('plain', 'longer');
    await training;
    await page.getByRole('region', { name: 'Comparison', exact: true }).getByText(LOOKED).first().waitFor();
    await compare('plain', 'later');
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await page
      .getByText(/Paired t test over 4 common seeds/)
      .first()
      .waitFor();
    expect(await page.getByText(LOOKED).count()).toBe(0);
    expect(workbench.faults).toEqual([]);
  }, 120_000);

  it('on the page of a sweep is said there, and in a comparison of its arms', async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.type('new sweep');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'New sweep' }).waitFor();
    await page.getByRole('button', { name: 'JSON' }).click();
    const sweep = { config: { epochs: EPOCHS }, grid: { lr_g: [1e-4, 1e-3] }, seeds: [1, 2, 3] };
    await page.getByLabel(/^Sweep as JSON/).fill(JSON.stringify(sweep));
    await page.getByRole('button', { name: 'Launch 6 runs' }).click();
    await page.getByText('6 of 6 runs done').waitFor({ timeout: 60_000 });
    await page.getByRole('note').filter({ hasText: LOOKED }).waitFor();
    await page.getByRole('checkbox', { name: 'Choose all arms' }).check();
    await page.getByRole('button', { name: 'Compare 2' }).click();
    await page.getByRole('region', { name: 'Comparison', exact: true }).getByText(LOOKED).first().waitFor();
    expect(workbench.faults).toEqual([]);
  }, 120_000);

  it('of a question is none while its numbers wait for the last seed', async () => {
    await trainRuns(workbench.store, [{ name: 'plain', config: { epochs: EPOCHS }, seeds: '1..2' }]);
    const ask = async (question: string) => {
      await goTo(`#/runs/${named('plain')[0].id}`);
      await page.getByRole('button', { name: 'What if…' }).click();
      await page.getByRole('button', { name: question }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Better', exact: true }).click();
      await page.getByRole('heading', { name: `Effect of ${question.slice(0, -1)}` }).waitFor();
    };
    const answer = page.getByRole('region', { name: 'Answer' });
    const show = page.getByRole('button', { name: 'Show what there is so far' });
    await ask('wider networks?');
    await show.waitFor();
    expect(await page.getByRole('region', { name: 'Comparison', exact: true }).count()).toBe(0);
    await answer
      .getByText(/expected/)
      .first()
      .waitFor({ timeout: 120_000 });
    await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
    await answer
      .getByText(/8 pairs of seeds|8 common seeds/)
      .first()
      .waitFor();
    expect(await page.getByText(LOOKED).count()).toBe(0);
    await reloadWindow(page);
    await answer
      .getByText(/8 pairs of seeds|8 common seeds/)
      .first()
      .waitFor();
    expect(await page.getByText(LOOKED).count()).toBe(0);
  }, 240_000);
});
