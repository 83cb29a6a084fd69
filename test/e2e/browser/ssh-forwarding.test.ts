import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeBrowser, freePort, OpenedWorkbench, reloadWindow } from './opened.ts';
import { SshServer } from './ssh-server.ts';

const hasSsh = spawnSync('ssh', ['-V']).status === 0;

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describe.skipIf(!hasSsh)(
  `a workbench on another machine, by ssh -L${hasSsh ? '' : ' (skipped: there is no ssh)'}`,
  () => {
    let workbench: OpenedWorkbench;
    let server: SshServer;
    let ssh: ChildProcess;
    let here: number;

    beforeAll(async () => {
      workbench = await OpenedWorkbench.open();
      server = await SshServer.start();
      here = await freePort();
      const there = new URL(workbench.address).port;
      const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ExitOnForwardFailure=yes'];
      ssh = spawn('ssh', [
        ...['-N', '-F', '/dev/null', '-i', server.identity, '-p', String(server.port), '-o', 'LogLevel=ERROR'],
        ...options.flatMap((option) => ['-o', option]),
        ...['-L', `127.0.0.1:${here}:127.0.0.1:${there}`, 'researcher@127.0.0.1'],
      ]);
      await vi.waitFor(async () => expect(await isOpen(here)).toBe(true), 20_000);
    });
    afterAll(async () => {
      ssh.kill();
      server.close();
      await workbench.close();
      await closeBrowser();
    });

    /** The printed address with the port of the tunnel. */
    const through = (address: string) => {
      const tunnel = new URL(address);
      tunnel.port = String(here);
      return tunnel.href;
    };
    const isReady = (page: Page) => page.getByRole('button', { name: 'New run' }).first().waitFor();

    it('opens by the printed address at another port, trains, reloads, and opens in a second tab', async () => {
      const { page } = workbench;
      await page.goto(through(workbench.address));
      await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
      await page.getByText('finished', { exact: true }).first().waitFor();
      expect(new URL(page.url()).port).toBe(String(here));
      expect(page.url()).not.toContain('token');
      await reloadWindow(page);
      await page.getByText('finished', { exact: true }).first().waitFor();
      const second = await page.context().newPage();
      await second.goto(page.url());
      await second.getByText('finished', { exact: true }).first().waitFor();
      await second.close();
      expect(new Set(server.forwarded)).toEqual(new Set([Number(new URL(workbench.address).port)]));
      expect(workbench.faults).toEqual([]);
    });

    it('says after a restart of the server that its new address is needed, and opens by that', async () => {
      const { page } = workbench;
      await workbench.kill('SIGINT');
      const address = await workbench.serve();
      await page
        .getByRole('alert')
        .filter({ hasText: /This session has ended: the workbench was restarted.*Open the address printed/s })
        .waitFor();
      await page.reload();
      expect(await page.locator('body').innerText()).toContain('Open the address that the terminal printed');
      await page.goto(through(address));
      await isReady(page);
      await page.getByText('finished', { exact: true }).first().waitFor();
    });
  },
);
