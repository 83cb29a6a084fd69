import { readFileSync } from 'node:fs';
import type { Locator, WebSocketRoute } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openForEach } from './each.ts';
import { openNewRun, targetFile } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

const openDrawer = () => openNewRun(workbench.page);

async function chooseFile(drawer: Locator, name: string, text: string): Promise<void> {
  await (await targetFile(drawer)).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

/** The module that the README shows, as somebody would copy it. */
function readmeModule(): string {
  const module = /```js\n(export function data[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1];
  if (module === undefined) throw new Error('the README shows no module');
  return module;
}

describe('a new run', () => {
  const question = () => workbench.page.getByRole('dialog', { name: 'Discard your changes?' });

  it('closes when it is launched, and is shown', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Epochs', { exact: true }).fill('20');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await drawer.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'vanilla · epochs 20', exact: true }).waitFor();
    await page.getByText('20 of 20 epochs').waitFor();
    // Back is where one was before the form was opened.
    await page.goBack();
    expect(await drawer.count()).toBe(0);
  });

  it('names every setting in words with its key beside it, and finds it by either', async () => {
    const drawer = await openDrawer();
    await drawer.getByText('All settings', { exact: true }).click();
    const labels = () => drawer.locator('details label').allInnerTexts();
    const find = drawer.getByLabel('Find a setting');
    for (const text of ['Batches per', 'batches_per_epoch']) {
      await find.fill(text);
      await expect.poll(labels).toEqual(['Batches per epoch']);
    }
    await find.fill('BETA 1');
    await expect.poll(labels).toEqual(['Generator beta 1', 'Discriminator beta 1']);
    await drawer.getByText('optimizer.generator.beta_1').waitFor();
    await find.fill('no such setting');
    await drawer.getByText('No other setting is called “no such setting”.').waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('shows all of every key at the smallest usual size, the longest too', async () => {
    const { page } = workbench;
    await page.setViewportSize({ width: 1280, height: 720 });
    const drawer = await openDrawer();
    for (const law of ['normal', 'mixture', 'ring']) {
      await drawer.getByLabel(/^Target(, changed)?$/).selectOption(law);
      await drawer.getByText(/^target\.standard_deviations?$/).waitFor();
      const cut = await drawer
        .locator('code:visible')
        .evaluateAll((all) => all.flatMap((one) => (one.scrollWidth > one.clientWidth ? [one.textContent] : [])));
      expect(cut).toEqual([]);
    }
  });

  it('of 16 seeds closes when it is launched, and is shown as their group', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Epochs', { exact: true }).fill('10');
    await drawer.getByLabel('Number of seeds').fill('16');
    await drawer.getByLabel('Name', { exact: true }).fill('sixteen');
    await page.keyboard.press('Control+Enter');
    await drawer.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'sixteen', exact: true }).waitFor();
    await page.getByText('16 seeds', { exact: true }).first().waitFor();
    expect(decodeURIComponent(page.url())).toMatch(/#\/runs\/group:\w{16}$/);
  });

  it('is closed by Escape wherever the focus is, at once where nothing was changed', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('asks before Escape discards what was changed, wherever the focus is', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Epochs', { exact: true }).fill('77');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Escape');
    await question().waitFor();
    // Escape of the question keeps what was written.
    await page.keyboard.press('Escape');
    await question().waitFor({ state: 'detached' });
    expect(await drawer.getByLabel(/^Epochs/).inputValue()).toBe('77');
    // Another form asks as well before it takes the place of this one.
    await expect.poll(() => page.locator('dialog', { hasText: 'Discard your changes?' }).count()).toBe(0);
    await page.keyboard.press('Control+k');
    const command = page.getByRole('combobox', { name: 'Find a command' });
    await command.fill('new sweep');
    await command.press('Enter');
    await question().getByRole('button', { name: 'Keep editing' }).click();
    expect(await drawer.getByLabel(/^Epochs/).inputValue()).toBe('77');
    await page.keyboard.press('Escape');
    await question().getByRole('button', { name: 'Discard' }).click();
    await drawer.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('new=');
  });

  it('asks again where Escape is pressed right after its question was answered', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Epochs', { exact: true }).fill('77');
    await page.keyboard.press('Escape');
    await question()
      .getByRole('button', { name: 'Keep editing' })
      .evaluate(async (button: HTMLElement) => {
        button.click();
        // Before the browser says that the dialog has closed, as on a busy machine.
        await Promise.resolve();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
      });
    // Time enough for what the browser says of the first question.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    await question().getByRole('button', { name: 'Discard' }).click();
    await drawer.waitFor({ state: 'detached' });
  });

  it('never says that nothing was changed while a field differs, or the text is no config', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByText('No changes from vanilla').waitFor();
    await drawer.getByLabel('Epochs', { exact: true }).fill('0');
    await drawer.getByText('1 change from vanilla').click();
    await drawer.getByText('Epochs epochs: 600 → 0').waitFor();
    await drawer.getByRole('button', { name: 'Undo Epochs' }).click();
    await drawer.getByText('No changes from vanilla').waitFor();
    await drawer.getByLabel('First seed').fill('5');
    await drawer.getByText('1 change from vanilla').waitFor();
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await drawer.getByRole('textbox', { name: /JSON/ }).fill('{ "epochs": 30,');
    await drawer
      .getByText(/^Line 1 is not JSON/)
      .first()
      .waitFor();
    // What the text said last is neither launched nor said to be what differs.
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(true);
    expect(await drawer.getByText(/changes? from vanilla/).count()).toBe(0);
    // Another start writes its own text.
    await drawer.getByLabel('Start from').selectOption('quick');
    expect(await drawer.getByRole('textbox', { name: /JSON/ }).inputValue()).not.toContain('30,');
    await drawer.getByText('No changes from quick').waitFor();
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(false);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('shows its pictures and its estimate again after the connection was lost', async () => {
    const { page } = workbench;
    const connections: WebSocketRoute[] = [];
    let isCut = false;
    await page.routeWebSocket(/\/bridge$/, async (connection) => {
      if (isCut) {
        await connection.close();
        return;
      }
      connection.connectToServer();
      connections.push(connection);
    });
    await reloadWindow(page);
    const drawer = await openDrawer();
    await drawer.getByText(/^Per run: /).waitFor();
    isCut = true;
    for (const connection of connections) await connection.close();
    await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    await drawer.getByLabel('Target', { exact: true }).selectOption('laplace');
    await drawer.getByLabel('Epochs', { exact: true }).fill('60000');
    // Longer than either waits before it asks.
    await page.waitForTimeout(1000);
    isCut = false;
    await drawer.getByRole('img', { name: /Target law laplace/ }).waitFor();
    await drawer.getByText(/^Per run: about \d+ (s|min)/).waitFor();
  });
});

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
    await expect.poll(() => drawer.getByText('heights.csv').count()).toBe(0);
  });
});
