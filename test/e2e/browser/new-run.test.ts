import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

beforeEach(async () => {
  workbench = await OpenedWorkbench.open();
});
afterEach(async () => {
  expect(workbench.faults).toEqual([]);
  await workbench.close();
});
afterAll(closeBrowser);

async function openDrawer(): Promise<Locator> {
  await workbench.page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
  await workbench.page.keyboard.press('Control+n');
  const drawer = workbench.page.getByRole('dialog', { name: 'New run' });
  await drawer.waitFor();
  return drawer;
}

async function chooseFile(drawer: Locator, name: string, text: string): Promise<void> {
  await drawer
    .getByLabel(/^Target from a CSV file/)
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

/** The module that the README shows, as somebody would copy it. */
function readmeModule(): string {
  const module = /```js\n(export function data[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1];
  if (module === undefined) throw new Error('the README shows no module');
  return module;
}

describe('a new run of a file', () => {
  it('trains on the module that the README shows, which has no default', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await chooseFile(drawer, 'my-laws.mjs', readmeModule());
    await drawer.getByText('the function data of my-laws.mjs: 1 number a draw').waitFor();
    await drawer.getByRole('img', { name: 'Target law my-laws.mjs' }).waitFor();
    await drawer.getByLabel('Epochs', { exact: true }).fill('20');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByText('20 of 20 epochs').waitFor();
  });

  it('offers every function of a module, and draws the one that is chosen', async () => {
    const drawer = await openDrawer();
    const source = `export const line = (n, random) => Array.from({ length: n }, () => [random.normal()]);
      export const plane = (n, random) => Array.from({ length: n }, () => [random.normal(), random.normal()]);
      export const broken = () => 3;`;
    await chooseFile(drawer, 'laws.mjs', source);
    const functions = drawer.getByLabel('Function', { exact: true });
    await functions.waitFor();
    expect(await functions.locator('option').allTextContents()).toEqual(['broken', 'line', 'plane']);
    expect(await functions.inputValue()).toBe('line');
    await functions.selectOption('plane');
    await drawer.getByText('the function plane of laws.mjs: 2 numbers a draw').waitFor();
    // What is refused leaves the others to be chosen.
    await functions.selectOption('broken');
    await drawer
      .getByText(/laws\.mjs, export "broken"/)
      .first()
      .waitFor();
    await functions.selectOption('line');
    await drawer.getByText('the function line of laws.mjs: 1 number a draw').waitFor();
  });

  it('shows the file that is chosen, and never that none is', async () => {
    const drawer = await openDrawer();
    await chooseFile(
      drawer,
      'heights.csv',
      ['height', ...Array.from({ length: 40 }, (_, row) => 160 + row)].join('\n'),
    );
    await drawer.getByText('heights.csv', { exact: true }).waitFor();
    // The browser draws the words of its own control from here.
    const input = drawer.getByLabel(/^Target from a CSV file/);
    expect((await input.boundingBox())?.width).toBe(1);
    await drawer.getByLabel(/^Target(, changed)?$/).selectOption('laplace');
    expect(await drawer.getByText('heights.csv').count()).toBe(0);
  });
});
