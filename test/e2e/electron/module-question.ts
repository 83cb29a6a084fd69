import type { ElectronApplication, Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/** The window in which the main process asks; it comes beside the workbench's own. */
export async function question(application: ElectronApplication): Promise<Page> {
  await vi.waitFor(() => expect(application.windows()).toHaveLength(2), 20_000);
  const window = application.windows().find((one) => one.url().startsWith('app://question/'));
  if (!window) throw new Error('there is no question');
  await window.getByRole('button', { name: 'Do not allow' }).waitFor();
  return window;
}

/** Answers as a person does, who needs longer than a click that was on its way. */
export async function answer(window: Page, button: 'Allow' | 'Do not allow'): Promise<void> {
  const closed = window.waitForEvent('close');
  await window.waitForTimeout(600);
  await window.getByRole('button', { name: button, exact: true }).click();
  await closed;
}
