import { statSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptToken } from '../../../src/main/server/token.ts';
import { Served } from './served.ts';

const served = new Served();
beforeAll(() => served.start());
afterAll(() => served.end());

/** What comes back for exactly these bytes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(served.port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

describe('the page over HTTP', () => {
  it('lets in whoever has the key, once for all, and keeps it out of the address', async () => {
    const first = await served.get(`/${served.server.gate.key}`);
    expect(first).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(first.body).not.toContain(served.token);
    expect(first.headers['set-cookie']).toEqual([`${served.cookie}; Path=/; HttpOnly; SameSite=Strict`]);
    const second = await served.get('/', { Cookie: `other=1; ${served.cookie}` });
    expect(second).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(second.body).toContain('GAN Workbench');
  });

  it('sends every answer with the policy of the page', async () => {
    const welcome = await served.get(`/${served.server.gate.key}`);
    for (const answer of [await served.get('/', { Cookie: served.cookie }), await served.get('/'), welcome]) {
      expect(answer.headers['content-security-policy']).toMatch(
        /default-src 'none'.*script-src '(?:self|sha256-[\w+/]{43}=)';.*frame-ancestors 'none'/,
      );
      expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|https?:|data:/);
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('lets the browser keep what never changes, and ask again for what does', async () => {
    const asset = await served.get('/assets/index-1a2b3c.js', { Cookie: served.cookie });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await served.get('/', { Cookie: served.cookie })).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['without the key', '/', {}],
    ['with a wrong key', `/?token=${'b'.repeat(43)}`, {}],
    ['with an empty key', '/?token=', {}],
    ["with another's cookie", '/', { Cookie: `gan-workbench-1=${'a'.repeat(43)}` }],
    ['with a wrong cookie', '/', { Cookie: 'PORT=wrong' }],
    ['by another name for this machine (DNS rebinding)', '/', { Cookie: 'COOKIE', Host: 'evil.example:PORT' }],
    ['at another port', '/', { Cookie: 'COOKIE', Host: '127.0.0.1:1' }],
    ['from another page', '/', { Cookie: 'COOKIE', Origin: 'https://evil.example' }],
    ['from a page without origin', '/', { Cookie: 'COOKIE', Origin: 'null' }],
    ['from another server on this machine', '/', { Cookie: 'COOKIE', Origin: 'http://127.0.0.1:1' }],
  ])('refuses a request %s in one sentence', async (_name, path, headers) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('COOKIE', served.cookie).replace('PORT', String(served.port)),
      ]),
    );
    const answer = await served.get(path, filled);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatch(/^[A-Z][^.]*\.\n$/);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..\\secret.html',
    '//secret.html',
    '/assets//index-1a2b3c.js',
    '/index.html%00.js',
    '/%252e%252e%252fsecret.html',
    '/..%c0%afsecret.html',
    '/..%5csecret.html',
    '/assets/..\\..\\secret.html',
    '/C:\\Windows\\win.ini',
    '/\\\\server\\share\\secret.html',
    '/etc/passwd',
    '/file:///etc/passwd',
    '/./index.html',
    '/index.html/',
    '/INDEX.HTML',
    '/assets',
    '/assets/',
    '/notes.txt',
    '/nothing.js',
  ])('serves nothing at %s', async (path) => {
    const answer = await served.get(path, { Cookie: served.cookie });
    expect(answer).toMatchObject({ status: 404, body: 'There is nothing of the workbench at this address.\n' });
  });

  it('follows no link out of the folder of the page', async () => {
    symlinkSync(join(served.folder, 'secret.html'), join(served.folder, 'page', 'link.html'));
    expect((await served.get('/link.html', { Cookie: served.cookie })).status).toBe(404);
  });

  it('is only read, by GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await served.get('/', { Cookie: served.cookie }, method)).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
    }
    const head = await served.get('/', { Cookie: served.cookie }, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  it('outlives rubbish', async () => {
    expect(await raw('\0\0\0rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    const absolute = `GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nCookie: ${served.cookie}\r\nConnection: close\r\n\r\n`;
    expect(await raw(absolute)).toMatch(/^HTTP\/1\.1 404 /);
    expect((await served.get('/', { Cookie: served.cookie })).status).toBe(200);
  });

  it('lets a browser in once by what stands on its command line', async () => {
    const ticket = served.server.gate.ticket();
    expect(await served.get(`/${ticket}`)).toMatchObject({ status: 200 });
    expect((await served.get(`/${ticket}`)).status).toBe(403);
  });
});

describe('the key', () => {
  it('is kept for a port, so that a page finds the server again, where nobody else can read it', () => {
    const token = keptToken(served.folder, 4321);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(keptToken(served.folder, 4321)).toBe(token);
    expect(keptToken(served.folder, 4322)).not.toBe(token);
    if (process.platform !== 'win32')
      expect(statSync(join(served.folder, 'browser-token-4321')).mode & 0o777).toBe(0o600);
  });
});
