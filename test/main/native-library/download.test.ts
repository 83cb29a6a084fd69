import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askFor, download } from '../../../src/main/native-library/download.ts';
import type { Progress } from '../../../src/main/native-library/progress.ts';
import { noise } from './parts/builds.ts';
import { close, listen, type Mirror, sha256, startMirror } from './parts/mirror.ts';

const folder = mkdtempSync(join(tmpdir(), 'download-'));
const content = noise(300_000, 'content');
let mirror: Mirror;
let file: string;
let told: Progress[];
let count = 0;

beforeEach(async () => {
  mirror = await startMirror({ file: { content } });
  file = join(folder, String(count++));
  told = [];
});
afterEach(() => mirror.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fetchIt(more: Partial<Parameters<typeof download>[0]> = {}): Promise<string> {
  return download({
    url: `${mirror.url}file`,
    file,
    sha256: sha256(content),
    what: 'a file',
    environment: {},
    signal: new AbortController().signal,
    tell: (progress) => told.push(progress),
    waits: [1, 1],
    ...more,
  });
}

const ranges = () => mirror.asked.map(({ range }) => range);

describe('a download', () => {
  it('goes on where the connection broke, as often as something more has come', async () => {
    mirror.files.set('file', { content, breaks: { after: 60_000, times: 4 } });
    await fetchIt();
    expect(readFileSync(file)).toEqual(content);
    expect(ranges()).toEqual([undefined, 'bytes=60000-', 'bytes=120000-', 'bytes=180000-', 'bytes=240000-']);
    expect(told.at(-1)).toEqual({ kind: 'fetching', what: 'a file', received: 300_000, total: 300_000 });
  });

  it('starts over where the server sends no parts', async () => {
    mirror.files.set('file', { content, ranges: false, breaks: { after: 60_000, times: 1 } });
    await fetchIt();
    expect(readFileSync(file)).toEqual(content);
  });

  it('starts over where the server has another file by then', async () => {
    const before = noise(300_000, 'before');
    mirror.files.set('file', { content: before, breaks: { after: 60_000, times: 1 } });
    const fetched = fetchIt({ waits: [1000] });
    await expect.poll(() => told.some(({ kind }) => kind === 'line')).toBe(true);
    mirror.files.set('file', { content });
    await fetched;
    expect(ranges()).toEqual([undefined, 'bytes=60000-']);
    expect(readFileSync(file)).toEqual(content);
  });

  it('is given up when nothing more comes at several tries', async () => {
    mirror.files.set('file', { content, breaks: { after: 0, times: Infinity } });
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'not-fetched',
      message: expect.stringContaining('3 tries') as string,
    });
    expect(mirror.asked).toHaveLength(3);
    expect(existsSync(file)).toBe(false);
  });

  it('is not tried again where the server refuses it', async () => {
    await expect(fetchIt({ url: `${mirror.url}elsewhere` })).rejects.toMatchObject({
      code: 'not-fetched',
      message: expect.stringContaining('HTTP 403 Forbidden') as string,
    });
    expect(mirror.asked).toHaveLength(1);
  });

  it('is refused for one wrong byte', async () => {
    const wrong = Buffer.from(content);
    wrong[299_999] ^= 1;
    mirror.files.set('file', { content: wrong });
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'wrong-digest',
      message: expect.stringContaining(`found ${sha256(wrong)}, expected ${sha256(content)}`) as string,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('follows where the server sends it', async () => {
    const redirecting = createServer((_, response) => response.writeHead(302, { location: `${mirror.url}file` }).end());
    const url = await listen(redirecting);
    await fetchIt({ url });
    expect(readFileSync(file)).toEqual(content);
    expect(await askFor(url, { environment: {}, signal: new AbortController().signal })).toEqual({
      kind: 'there',
      bytes: 300_000,
    });
    await close(redirecting);
  });

  it('ends at once when it is stopped', async () => {
    mirror.files.set('file', { content, until: new Promise(() => undefined) });
    const stop = new AbortController();
    const stopped = fetchIt({ signal: stop.signal });
    stopped.catch(() => undefined);
    await expect.poll(() => told.length).toBeGreaterThan(0);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('a download through a proxy', () => {
  /** Hosts that the proxy was asked for, in order. */
  const through: string[] = [];
  const proxy = createServer((asked, response) => {
    const { host, pathname } = new URL(asked.url ?? '');
    through.push(`${asked.method ?? ''} ${host}`);
    // Only the proxy knows where that host is.
    const onward = request(
      new URL(pathname, mirror.url),
      { method: asked.method, headers: asked.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.end();
  }).on('connect', (asked, socket) => {
    through.push(`CONNECT ${asked.url ?? ''}`);
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  let address: string;
  beforeEach(async () => {
    through.length = 0;
    address = await listen(proxy);
  });
  afterEach(() => close(proxy));

  it.each(['HTTP_PROXY', 'http_proxy'])('goes through the one that %s names', async (name) => {
    await fetchIt({ url: 'http://mirror.invalid/file', environment: { [name]: address } });
    expect(readFileSync(file)).toEqual(content);
    expect(through).toEqual(['GET mirror.invalid']);
  });

  it('goes straight to what NO_PROXY names', async () => {
    await fetchIt({ environment: { HTTP_PROXY: address, NO_PROXY: '127.0.0.1' } });
    expect(readFileSync(file)).toEqual(content);
    expect(through).toEqual([]);
  });

  it('says what the proxy of HTTPS_PROXY answers', async () => {
    const environment = { HTTPS_PROXY: address };
    const answer = await askFor('https://mirror.invalid/file', { environment, signal: new AbortController().signal });
    expect(answer).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('407') as string });
    expect(through).toEqual(['CONNECT mirror.invalid:443']);
  });

  it('says that the name of a proxy is none', async () => {
    const environment = { HTTP_PROXY: 'http://:' };
    await expect(fetchIt({ environment })).rejects.toMatchObject({ code: 'bad-proxy' });
  });
});
