import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { closeBrowser, OpenedWorkbench, type OpenOptions } from './opened.ts';

/**
 * Opens a workbench of its own before each test of a file or a `describe`, and gives it to `begin`; one without a store to begin with shows
 * its first page by then. Afterwards nothing may have gone wrong in the page, and it is closed, with the browser at the end.
 */
export function openForEach(begin: (opened: OpenedWorkbench) => unknown, options: OpenOptions = {}): void {
  let workbench: OpenedWorkbench | undefined;
  beforeEach(async () => {
    workbench = await OpenedWorkbench.open(options);
    if (options.store === undefined)
      await workbench.page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await begin(workbench);
  });
  afterEach(async () => {
    const faults = [...(workbench?.faults ?? [])];
    await workbench?.close();
    workbench = undefined;
    expect(faults).toEqual([]);
  });
  afterAll(closeBrowser);
}
