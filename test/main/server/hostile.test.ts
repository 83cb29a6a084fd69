import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { AskingPage } from './asking-page.ts';
import { HostileClient } from './hostile-client.ts';
import { closed, opened, post, refusal, Served } from './served.ts';

const REQUEST_MILLISECONDS = 400;

const served = new Served();
beforeAll(() => served.start({ requestMilliseconds: REQUEST_MILLISECONDS, pingMilliseconds: 300 }));
afterAll(() => served.end());

async function hostile(): Promise<HostileClient> {
  const client = await HostileClient.connect(served.port);
  onTestFinished(() => client.close());
  return client;
}

/** The first lines of a request from the page itself, as far as can be told. */
const head = (first: string, ...more: string[]) =>
  [first, `Host: 127.0.0.1:${served.port}`, `Cookie: ${served.cookie}`, ...more, ''].join('\r\n');
const handshake = () =>
  `${head(
    `GET ${served.root}bridge HTTP/1.1`,
    `Origin: http://127.0.0.1:${served.port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  )}\r\n`;

/** A frame of the client's with a mask of zeros. https://datatracker.ietf.org/doc/html/rfc6455#section-5.2 */
const frame = (first: number, announced: number, body: Uint8Array) => {
  const header = Buffer.alloc(14);
  header[0] = first;
  header[1] = 0xff;
  header.writeBigUInt64BE(BigInt(announced), 2);
  return Buffer.concat([header, body]);
};

async function expectServing(): Promise<void> {
  expect((await served.get(served.root, { Cookie: served.cookie })).status).toBe(200);
}

describe('a client that takes its time', () => {
  it.each<[string, () => string, string]>([
    ['with the first line', () => 'GET /', 'slow'],
    ['with the headers', () => head(`GET ${served.root} HTTP/1.1`), 'X-Slow: yes\r\n'],
    [
      'with the body',
      () => `${head(`POST ${served.root} HTTP/1.1`, 'Content-Length: 1000000', 'Connection: keep-alive')}\r\n`,
      'x',
    ],
    ['with the handshake of a WebSocket', () => handshake().slice(0, -2), 'X-Slow: yes\r\n'],
  ])('is cut off %s', async (_what, begin, slowly) => {
    const client = await hostile();
    await client.send(begin());
    const answer = await client.trickle(slowly, 20);
    expect(answer).toMatch(/^HTTP\/1\.1 (?:408|405) /);
  });

  it('is cut off when it says nothing at all', async () => {
    const client = await hostile();
    expect(await client.ended).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
  });

  it('is dropped in the middle of a frame', async () => {
    const client = await hostile();
    await client.send(handshake());
    await expect.poll(() => client.answer).toMatch(/^HTTP\/1\.1 101 /);
    await client.send(frame(0x82, 1_000_000, Buffer.alloc(10)));
    await client.ended;
  });

  it('but sends a large file is heard to its end', async () => {
    const page = served.connect();
    await opened(page);
    // Slower than the pings by far, and nothing is answered in between.
    const stream = (page as unknown as { readonly _socket: Socket })._socket;
    const end = closed(page);
    const parts = 30;
    stream.write(frame(0x82, parts * 1000, Buffer.alloc(0)));
    for (let part = 0; part < parts; part++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(page.readyState).toBe(page.OPEN);
      stream.write(Buffer.alloc(1000, 0xc1));
    }
    // All of it has come: it is no message.
    expect(await end).toBe(1007);
  });
});

describe('a client that sends too much', () => {
  it.each<[string, () => string, RegExp]>([
    ['an address', () => `${head(`GET /${'a'.repeat(20_000)} HTTP/1.1`)}\r\n`, /^HTTP\/1\.1 431 /],
    ['a header', () => `${head('GET / HTTP/1.1', `X: ${'a'.repeat(20_000)}`)}\r\n`, /^HTTP\/1\.1 431 /],
    [
      'headers',
      () => `${head('GET / HTTP/1.1', ...Array.from({ length: 5000 }, () => 'X: y'))}\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      'two lengths of one body',
      () => `${head(`POST ${served.root} HTTP/1.1`, 'Content-Length: 5', 'Transfer-Encoding: chunked')}\r\n0\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    ['another protocol', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 (?:400|505) /],
    ['a way to elsewhere', () => `${head('CONNECT example.org:443 HTTP/1.1')}\r\n`, /^$/],
  ])('is refused %s', async (_what, request, answered) => {
    const client = await hostile();
    await client.send(request());
    expect(await client.ended).toMatch(answered);
    await expectServing();
  });

  it('has nothing of a body kept', async () => {
    const before = process.memoryUsage().rss;
    const client = await hostile();
    await client.send(`${head(`POST ${served.root} HTTP/1.1`, 'Content-Length: 10000000000')}\r\n`);
    const part = Buffer.alloc(1_000_000);
    for (let sent = 0; sent < 300 && client.isOpen; sent++) await client.send(part);
    expect(await client.ended).toMatch(/^HTTP\/1\.1 405 /);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    await expectServing();
  });

  it.each<[string, () => Uint8Array, number]>([
    ['a frame without a mask', () => Uint8Array.of(0x82, 0x01, 0x00), 1002],
    ['a compressed frame', () => frame(0xc2, 1, Buffer.alloc(1)), 1002],
    ['a frame of a kind that there is not', () => frame(0x83, 1, Buffer.alloc(1)), 1002],
    ['a frame that announces more than any message is', () => frame(0x82, 2 ** 40, Buffer.alloc(10)), 1009],
    ['a ping longer than a ping', () => frame(0x89, 1000, Buffer.alloc(1000)), 1002],
  ])('is told off for %s', async (_what, bytes, code) => {
    const client = await hostile();
    await client.send(handshake());
    await expect.poll(() => client.answer).toMatch(/^HTTP\/1\.1 101 /);
    await client.send(bytes());
    await client.ended;
    const told = Buffer.from(client.answer, 'latin1').subarray(client.answer.indexOf('\r\n\r\n') + 4);
    // The server may ping in between: the last frame closes.
    const close = told.lastIndexOf(0x88);
    expect(told.readUInt16BE(close + 2)).toBe(code);
    await expectServing();
  });
});

describe('many at once', () => {
  it('leave a page that is open as it was, and room again when they have gone', async () => {
    const page = await AskingPage.open(served);
    const clients = await Promise.all(Array.from({ length: 200 }, () => HostileClient.connect(served.port)));
    onTestFinished(() => clients.forEach((client) => client.close()));
    expect(await page.ask('runs.measure', { runs: ['no-such-run'] })).toMatchObject({ kind: 'refusal' });
    // None said anything: all are cut off.
    await Promise.all(clients.map(({ ended }) => ended));
    await expectServing();
    expect(await page.ask('runs.measure', { runs: ['no-such-run'] })).toMatchObject({ kind: 'refusal' });
  });

  it('keep nobody with the key waiting while they are silent, though they are more than the server has room for', async () => {
    const patient = new Served();
    onTestFinished(() => patient.end());
    await patient.start();
    let silent = 0;
    const clients: HostileClient[] = [];
    onTestFinished(() => clients.forEach((client) => client.close()));
    for (let count = 0; count < 600; count++) {
      const client = await HostileClient.connect(patient.port);
      clients.push(client);
      silent += 1;
      void client.ended.then(() => (silent -= 1));
    }
    expect((await patient.get(patient.root, { Cookie: patient.cookie })).status).toBe(200);
    // Those that were opened first have made room; the time of none had run out.
    await expect.poll(() => silent).toBeLessThanOrEqual(64);
    expect(silent).toBeGreaterThan(40);
  });

  it('are let in as pages until there are more than anybody opens', async () => {
    const pages = Array.from({ length: 32 }, () => served.connect());
    onTestFinished(() => pages.forEach((page) => page.terminate()));
    const outcomes = await Promise.allSettled(pages.map(opened));
    const refused = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(refused).toBeLessThanOrEqual(1);
    const { status, body } = await refusal(served.connect());
    expect(status).toBe(503);
    expect(body).toMatch(/^[A-Z][^.]*\.\n$/);
    pages.forEach((page) => page.terminate());
    await expect
      .poll(() =>
        AskingPage.open(served).then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('open');
  });

  it('requests of one page keep no other waiting for long', async () => {
    // One that does not take a page for gone which a busy machine keeps from answering its pings at once.
    const patient = new Served();
    onTestFinished(() => patient.end());
    await patient.start();
    const page = await AskingPage.open(patient);
    const flooding = patient.connect();
    await opened(flooding);
    let answered = 0;
    flooding.on('message', () => (answered += 1));
    onTestFinished(() => flooding.terminate());
    for (let id = 0; id < 20_000; id++) {
      post(flooding, { kind: 'request', id, name: 'runs.measure', input: { runs: ['no-such-run'] } });
    }
    expect(await page.ask('runs.measure', { runs: ['no-such-run'] })).toMatchObject({ kind: 'refusal' });
    expect(answered).toBeLessThan(5_000);
    await expect.poll(() => answered).toBe(20_000);
  });
});
