import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { encodeMessage } from '../../../src/shared/api/wire.ts';
import { closed, heard, opened, post, refusal, Served } from './served.ts';

const served = new Served();
beforeAll(() => served.start({ pingMilliseconds: 500 }));
afterAll(() => served.end());

/** Longer than two pings take. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1600));

describe("the page's WebSocket", () => {
  it('carries requests and what is watched', async () => {
    const socket = served.connect();
    await opened(socket);
    post(socket, { kind: 'subscribe', id: 1, channel: 'settings', input: {} });
    expect(await heard(socket)).toMatchObject({ kind: 'event', id: 1, event: { shell: 'browser', jobs: 1 } });
    socket.close();
  });

  it('refuses what only Electron can do', async () => {
    const socket = served.connect();
    await opened(socket);
    post(socket, { kind: 'request', id: 7, name: 'shell.quit', input: {} });
    expect(await heard(socket)).toMatchObject({ kind: 'refusal', id: 7, error: { code: 'not-in-browser' } });
    socket.close();
  });

  it('gives every page a conversation of its own', async () => {
    const [one, other] = [served.connect(), served.connect()];
    await Promise.all([opened(one), opened(other)]);
    let told = 0;
    other.on('message', () => (told += 1));
    // Both may use the same ids.
    post(one, { kind: 'request', id: 1, name: 'shell.quit', input: {} });
    expect(await heard(one)).toMatchObject({ kind: 'refusal', id: 1 });
    expect(told).toBe(0);
    one.close();
    post(other, { kind: 'request', id: 1, name: 'no.such', input: {} });
    expect(await heard(other)).toMatchObject({ kind: 'refusal', error: { code: 'unknown-request' } });
    other.close();
  });

  it.each([
    ['without a cookie', { Cookie: '' }],
    ['with a wrong cookie', { Cookie: 'gan-workbench=wrong' }],
    ['from another page', { Origin: 'https://evil.example' }],
    ['from another server on this machine', { Origin: 'http://127.0.0.1:1' }],
    ['by another name for this machine', { Host: 'evil.example' }],
    ['from a page at another port than it is for', { Host: '127.0.0.1:1' }],
    ['by a name that its page agrees with', { Host: 'evil.example', Origin: 'http://evil.example' }],
  ])('is refused %s', async (_name, headers) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(served.port))]),
    );
    const { status, body } = await refusal(served.connect(filled));
    expect(status).toBe(403);
    expect(body).toMatch(/^[A-Z][^.]*\.\n$/);
  });

  it('is closed on rubbish, and the other pages notice nothing', async () => {
    const other = served.connect();
    await opened(other);
    const cases: readonly [string | Uint8Array, number][] = [
      ['{"kind":"request"}', 1003],
      [Uint8Array.of(0xc1), 1007],
      [Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff), 1007],
    ];
    for (const [rubbish, code] of cases) {
      const socket = served.connect();
      await opened(socket);
      const end = closed(socket);
      socket.send(rubbish);
      expect(await end).toBe(code);
    }
    // Its announcement alone: with the whole of it on its way, the connection may break before the reason is read.
    const large = served.connect();
    await opened(large);
    const end = closed(large);
    const header = Buffer.alloc(14);
    header.set([0x82, 0xff]);
    header.writeBigUInt64BE(BigInt(64 * 1024 * 1024 + 1), 2);
    (large as unknown as { readonly _socket: Socket })._socket.write(header);
    expect(await end).toBe(1009);
    post(other, { kind: 'request', id: 1, name: 'shell.quit', input: {} });
    expect(await heard(other)).toMatchObject({ kind: 'refusal', id: 1 });
    other.close();
  });

  it('drops a page that answers no more, and keeps one that does', async () => {
    const [silent, alive] = [served.connect(), served.connect()];
    await Promise.all([opened(silent), opened(alive)]);
    const end = closed(silent);
    // As a machine that sleeps: nothing is read, so no ping is answered.
    silent.pause();
    await settle();
    silent.resume();
    expect(await end).toBe(1006);
    expect(alive.readyState).toBe(alive.OPEN);
    alive.close();
  });

  it('is asked for nothing more while it does not take what it asked for', async () => {
    const patient = new Served();
    onTestFinished(() => patient.end());
    await patient.start();
    const slow = patient.connect();
    await opened(slow);
    slow.pause();
    let [asked, answered] = [0, 0];
    slow.on('message', () => (answered += 1));
    /** Whether the server has taken a thousand requests more. */
    const ask = () => {
      let taken = Promise.resolve();
      for (let one = 0; one < 1000; one++) {
        const message = { kind: 'request', id: asked++, name: 'no such request '.repeat(6), input: {} };
        taken = new Promise((resolve) => slow.send(encodeMessage(message), () => resolve()));
      }
      return Promise.race([
        taken.then(() => true),
        settle()
          .then(settle)
          .then(() => false),
      ]);
    };
    // 16 MB of answers, and what the system itself holds of both ways, are 100,000 requests or so.
    while (asked < 400_000 && (await ask()));
    expect(asked).toBeLessThan(400_000);
    expect(slow.readyState).toBe(slow.OPEN);
    slow.resume();
    while (answered < asked) await settle();
    slow.close();
  });

  it('is refused by the cookie of before a restart, and let in by the new key', async () => {
    const { port, cookie, root } = served;
    const socket = served.connect();
    await opened(socket);
    const end = closed(socket);
    await served.server.close();
    expect(await end).toBe(1001);
    await served.start({ port });
    expect(served.root).not.toBe(root);
    expect(await refusal(served.connect({ Cookie: cookie }))).toMatchObject({ status: 403 });
    const again = served.connect();
    await opened(again);
    again.close();
  });

  it('says in a sentence that a port is taken', async () => {
    const { server, port } = served;
    await expect(served.start({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} is taken. Choose another with --port, or omit --port to use any free one.`,
    });
    expect(served.server).toBe(server);
  });
});
