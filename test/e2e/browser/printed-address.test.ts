import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

describe('the printed address, clicked in a page of another site', () => {
  let workbench: OpenedWorkbench;
  let terminal: Server;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    const { address } = workbench;
    terminal = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        `<title>A terminal</title><a href="${address}">here</a> <a href="${address}" target="_blank">in a new tab</a>` +
          `<a href="${address}#/settings">at the settings</a>`,
      );
    }).listen(0, '127.0.0.1');
    await once(terminal, 'listening');
  });
  afterAll(async () => {
    terminal.close();
    await workbench.close();
    await closeBrowser();
  });

  /** That page in a browser which has never been at the workbench. By name it is another site than 127.0.0.1. */
  async function openTerminal(): Promise<Page> {
    const context = await workbench.page.context().browser()?.newContext();
    if (!context) throw new Error('the browser is closed');
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`http://localhost:${(terminal.address() as AddressInfo).port}/`);
    return page;
  }

  const isOpen = (page: Page) => page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();

  it('opens the workbench, and leaves the key in no history', async () => {
    const page = await openTerminal();
    await page.getByRole('link', { name: 'here' }).click();
    await isOpen(page);
    const visited = await page.evaluate(() => {
      const { navigation } = globalThis as unknown as {
        readonly navigation: { entries(): readonly { readonly url: string | null }[] };
      };
      return navigation.entries().map(({ url }) => url ?? '');
    });
    expect(visited.join(' ')).not.toContain('token');
    await page.reload();
    await isOpen(page);
    await page.goBack();
    expect(await page.title()).toBe('A terminal');
  });

  it('opens it in a tab of its own', async () => {
    const page = await openTerminal();
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'in a new tab' }).click();
    await isOpen(await opened);
  });

  it('leads to what stands after the hash', async () => {
    const page = await openTerminal();
    await page.getByRole('link', { name: 'at the settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  });
});
