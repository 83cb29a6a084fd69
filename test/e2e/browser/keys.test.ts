import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

const CONTROL = 2;
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36';

/** Presses a key as a keyboard of another layout does: what it writes, and where it stands. */
async function pressAt(page: Page, key: string, code: string, modifiers: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code, modifiers });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, modifiers });
  await session.detach();
}

describe('the keyboard', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await trainRuns(workbench.store, [
      { name: 'first', config: { epochs: 2 } },
      { name: 'second', config: { epochs: 3 } },
    ]);
    await page.getByRole('row', { name: /second/ }).waitFor();
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  it.each([
    ['Russian', 'л', 'KeyK'],
    ['Greek', 'κ', 'KeyK'],
    ['Hebrew', 'ל', 'KeyK'],
  ])('of a %s layout opens the list of all commands by the key that is K elsewhere', async (_layout, key, code) => {
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await pressAt(page, key, code, CONTROL);
    await page.getByRole('combobox', { name: 'Find a command' }).waitFor();
    await dismiss(page);
  });

  it('of a Russian layout selects all runs, and stars them', async () => {
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await pressAt(page, 'ф', 'KeyA', CONTROL);
    await expect.poll(() => page.getByRole('row', { selected: true }).count()).toBe(2);
    await pressAt(page, 'ы', 'KeyS', 0);
    await expect.poll(() => page.getByRole('button', { name: /^Star/, pressed: true }).count()).toBe(2);
  });

  it('in a tab is promised no Ctrl+N, which the browser keeps for a new window', async () => {
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a command' }).fill('new run');
    expect(await page.getByRole('listbox', { name: 'Commands' }).getByRole('option').allInnerTexts()).toContain(
      'New run',
    );
    await dismiss(page);
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Shortcuts' });
    await list.getByText('Ctrl+K').waitFor();
    expect(await list.getByText('Ctrl+N').count()).toBe(0);
    await dismiss(page);
    const button = page.getByRole('button', { name: 'New run', exact: true });
    expect(await button.getAttribute('aria-keyshortcuts')).toBeNull();
  });

  it('opens one list right after another was closed', async () => {
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a command' }).waitFor();
    // In one go: a dialog tells that it was closed after the key has come.
    await page.evaluate(() => {
      document.querySelector<HTMLDialogElement>('dialog[open]')?.close();
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: '?', code: 'Slash', shiftKey: true, bubbles: true }),
      );
    });
    const list = page.getByRole('dialog', { name: 'Shortcuts' });
    await list.getByText('Ctrl+K').waitFor();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(await list.isVisible()).toBe(true);
    await dismiss(page);
  });

  it('of a Mac has its commands at Cmd, and leaves Ctrl+K, E, D and N to the text that is written', async () => {
    const browser = page.context().browser();
    const context = await browser?.newContext({ userAgent: MAC });
    if (!context) throw new Error('there is no browser');
    const mac = await context.newPage();
    await mac.goto(workbench.address);
    const filter = mac.getByRole('searchbox', { name: 'Filter runs' });
    await filter.fill('first');
    for (const key of ['k', 'e', 'd', 'n']) await mac.keyboard.press(`Control+${key}`);
    expect(await mac.getByRole('dialog').count()).toBe(0);
    await mac.keyboard.press('Meta+k');
    await mac.getByRole('combobox', { name: 'Find a command' }).waitFor();
    expect(await mac.getByRole('option', { name: /Filter the runs/ }).innerText()).toContain('/');
    await context.close();
  });
});
