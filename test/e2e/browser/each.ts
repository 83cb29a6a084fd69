import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { closeBrowser, OpenedWorkbench, type OpenOptions } from './opened.ts';

/**
 * What opens the workbench of a test of a file or a `describe`. Afterwards nothing may have gone wrong in its page, and it is closed, with
 * the browser at the end.
 */
export function workbenchOfEach(): (options?: OpenOptions) => Promise<OpenedWorkbench> {
  let workbench: OpenedWorkbench | undefined;
  afterEach(async () => {
    const faults = [...(workbench?.faults ?? [])];
    await workbench?.close();
    workbench = undefined;
    expect(faults).toEqual([]);
  });
  afterAll(closeBrowser);
  return async (options) => (workbench = await OpenedWorkbench.open(options));
}

/**
 * Opens a workbench of its own before each test of a file or a `describe`, and gives it to `begin`; one without a store to begin with shows
 * its first page by then.
 */
export function openForEach(begin: (opened: OpenedWorkbench) => unknown, options: OpenOptions = {}): void {
  const open = workbenchOfEach();
  beforeEach(async () => {
    const workbench = await open(options);
    if (options.store === undefined)
      await workbench.page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await begin(workbench);
  });
}
