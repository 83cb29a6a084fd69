import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EntryCode } from '../../../src/main/server/entry-code.ts';
import { Gate } from '../../../src/main/server/gate.ts';
import { answerRequests } from '../../../src/main/server/http.ts';
import { KeyFile } from '../../../src/main/server/key-file.ts';
import { Page } from '../../../src/main/server/page.ts';
import { Sessions } from '../../../src/main/server/sessions.ts';
import { barriers } from './barriers.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

describe('a browser on a machine that others use too', () => {
  let workbench: OpenedWorkbench;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  async function newPage() {
    const context = await workbench.page.context().browser()?.newContext();
    if (!context) throw new Error('the browser is closed');
    onTestFinished(() => context.close());
    return context.newPage();
  }

  it('sends what lets it in to no other port of the machine', async () => {
    const cookies: (string | undefined)[] = [];
    const other: Server = createServer((request, response) => {
      cookies.push(request.headers.cookie);
      response.end('another server');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const page = await workbench.page.context().newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.goto(`http://127.0.0.1:${port}/assets/index.js`);
    await page.close();
    expect(cookies.length).toBeGreaterThanOrEqual(2);
    expect(cookies.every((cookie) => cookie === undefined)).toBe(true);
    expect(await workbench.page.context().cookies(workbench.page.url())).toHaveLength(1);
  });

  it('comes in by a private file, and the key is in no history', async () => {
    const file = new KeyFile(workbench.address);
    onTestFinished(() => file.remove());
    const page = await newPage();
    await page.goto(file.url);
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
  });

  it('comes in by the code that was printed, typed into the page at the bare address', async () => {
    const codes: string[] = [];
    const entryCode = new EntryCode((code) => codes.push(code));
    entryCode.issue();
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gate = new Gate(new Sessions(), entryCode);
    const faults: unknown[] = [];
    const failed = (error: unknown) => faults.push(error);
    server.on('request', answerRequests({ gate, page: new Page(), letIn: () => undefined, failed }));
    const page = await newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.getByLabel('The code').fill('wrong');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('alert').filter({ hasText: 'This is not the last code' }).waitFor();
    await page.getByLabel('The code').fill(codes.at(-1) ?? '');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.waitForURL(`http://127.0.0.1:${port}${gate.root}`);
    await page.reload();
    await page.locator('#app').waitFor({ state: 'attached' });
    expect(faults).toEqual([]);
  });

  it('is listed in the settings, and signed out from there', async () => {
    const page = await newPage();
    await page.goto(workbench.address);
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    const settings = workbench.page;
    await settings.goto(`${settings.url().replace(/#.*/, '')}#/settings`);
    const table = settings.getByRole('table', { name: 'Signed-in browsers' });
    await expect.poll(() => table.getByRole('row').count()).toBeGreaterThanOrEqual(3);
    expect(await table.getByText(/on Linux, this one/).count()).toBe(1);
    expect(await barriers(settings)).toEqual([]);
    await table
      .getByRole('button', { name: /^Sign out (?!.*this one)/ })
      .first()
      .click();
    await page.getByRole('alert').filter({ hasText: 'This session has ended' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.reload();
    expect(await page.locator('body').innerText()).toContain('Open the address that the terminal printed');
  });
});
