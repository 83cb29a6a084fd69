import type { Page } from 'playwright-core';

/** Closes the dialog or popover on top by Escape, and waits until it is gone: until then it takes the keys and the focus. */
export async function dismiss(page: Page): Promise<void> {
  const open = page.locator('dialog[open], :popover-open');
  const count = await open.count();
  await page.keyboard.press('Escape');
  await open.nth(count - 1).waitFor({ state: 'detached' });
}
