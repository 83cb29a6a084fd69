import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

describe('what is deleted', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await trainRuns(
      workbench.store,
      ['one', 'two', 'three'].map((name, index) => ({ name, config: { epochs: index + 2 } })),
    );
    await row(page, 'three').waitFor();
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  const row = (of: Page, name: string): Locator => of.getByRole('row', { name: new RegExp(name) });

  async function selectTwo(): Promise<void> {
    await row(page, 'one').click();
    await row(page, 'two').click({ modifiers: ['Control'] });
    await page.getByText('2 selected').waitFor();
  }

  /** Nothing is selected, and nothing is offered to be done to it. */
  async function expectNothingSelected(of: Page): Promise<void> {
    await expect.poll(() => of.getByText(/\d selected/).count()).toBe(0);
    expect(await of.getByRole('row', { selected: true }).count()).toBe(0);
    const list = of.getByRole('region', { name: 'Runs', exact: true });
    for (const name of ['Move to trash', 'Star', 'Unstar', 'Save run file', 'Add seeds…'])
      expect(await list.getByRole('button', { name, exact: true }).count(), name).toBe(0);
  }

  it('is selected no more, and what is restored from the trash is neither', async () => {
    await selectTwo();
    await page.keyboard.press('Delete');
    await expect.poll(() => row(page, 'one').or(row(page, 'two')).count()).toBe(0);
    await expectNothingSelected(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, 'one').waitFor();
    await expectNothingSelected(page);

    await selectTwo();
    await page.getByRole('button', { name: 'Move to trash', exact: true }).click();
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await selectTwo();
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('The trash is empty.').waitFor();
    expect(await page.getByText(/\d selected/).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Restore', exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Delete for good…' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await row(page, 'one').waitFor();
    await expectNothingSelected(page);
  });

  it('is offered nothing any more in another tab, where it was selected', async () => {
    const other = await page.context().newPage();
    await other.goto(workbench.address);
    await row(other, 'three').click();
    await other.getByText('1 selected').waitFor();
    await row(page, 'three').click();
    await page.keyboard.press('Delete');
    await expect.poll(() => row(other, 'three').count()).toBe(0);
    await expectNothingSelected(other);
    const detail = other.getByRole('region', { name: 'Detail' });
    await detail.getByText('in the trash').waitFor();
    expect(await detail.getByRole('button', { name: 'Extend' }).count()).toBe(0);
    await other.keyboard.press('Control+k');
    await other.getByRole('combobox', { name: 'Find a command' }).fill('trash');
    const offered = await other.getByRole('listbox', { name: 'Commands' }).getByRole('option').allInnerTexts();
    expect(offered.filter((text) => text.includes('Move to trash'))).toEqual([]);
    await dismiss(other);
    await detail.getByRole('button', { name: 'Restore' }).click();
    await row(other, 'three').waitFor();
    await detail.getByRole('button', { name: 'Extend' }).waitFor();
    await other.close();
    expect(workbench.faults).toEqual([]);
  });
});
