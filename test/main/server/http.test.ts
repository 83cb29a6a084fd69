import { symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionsEvent } from '../../../src/shared/api/shell.ts';
import { Tickets } from '../../../src/main/server/tickets.ts';
import { closed, heard, opened, post, Served } from './served.ts';

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
  it('lets in whoever has the key, gives a session of its own, and keeps the key out of the address', async () => {
    const { key } = served.server.gate;
    const first = await served.get(`/${key}`);
    expect(first).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    const [, secret] = /^gan-workbench=([\w-]{43}); Path=\/[\w-]{22}\/; HttpOnly; SameSite=Strict$/.exec(
      first.headers['set-cookie']?.[0] ?? '',
    ) ?? [undefined, ''];
    expect(secret).not.toBe('');
    expect(key).not.toContain(secret);
    expect(first.body).toContain(`location.replace("${served.root}"`);
    expect(first.body).not.toContain(secret);
    expect((await served.get(`/?token=${secret}`)).status).toBe(403);
    const second = await served.get(served.root, { Cookie: `other=1; gan-workbench=${secret}` });
    expect(second).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(second.body).toContain('GAN Workbench');
    expect((await served.get(`/${key}`)).headers['set-cookie']).not.toEqual(first.headers['set-cookie']);
  });

  it('sends every answer with the policy of the page', async () => {
    const welcome = await served.get(`/${served.server.gate.key}`);
    for (const answer of [await served.get(served.root, { Cookie: served.cookie }), await served.get('/'), welcome]) {
      expect(answer.headers['content-security-policy']).toMatch(
        /default-src 'none'.*script-src '(?:self|sha256-[\w+/]{43}=)';.*frame-ancestors 'none'/,
      );
      expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|https?:|data:/);
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': expect.stringMatching(/^(?:no-referrer|same-origin)$/) as string,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('lets the browser keep what never changes, and ask again for what does', async () => {
    const asset = await served.get(`${served.root}assets/index-1a2b3c.js`, { Cookie: served.cookie });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await served.get(served.root, { Cookie: served.cookie })).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['without the key', '/', {}],
    ['with a wrong key', `/?token=${'b'.repeat(43)}`, {}],
    ['with an empty key', '/?token=', {}],
    ['without a session', 'ROOT', {}],
    ['with a wrong cookie', 'ROOT', { Cookie: 'gan-workbench=wrong' }],
    ['with the path for a cookie', 'ROOT', { Cookie: 'gan-workbench=ROOT' }],
    ['at the path of a server that has stopped', '/aaaaaaaaaaaaaaaaaaaaaa/', { Cookie: 'COOKIE' }],
    ['by another name for this machine (DNS rebinding)', 'ROOT', { Cookie: 'COOKIE', Host: 'evil.example:PORT' }],
    ['by a name that begins like its own', 'ROOT', { Cookie: 'COOKIE', Host: '127.0.0.1.evil.example:PORT' }],
    ['by a name that ends like its own', 'ROOT', { Cookie: 'COOKIE', Host: 'evil.example@localhost:PORT' }],
    ['through a tunnel without the key', '/', { Host: '127.0.0.1:1' }],
    [
      'from a page at another port than it is for',
      'ROOT',
      { Cookie: 'COOKIE', Host: '127.0.0.1:1', Origin: 'http://127.0.0.1:PORT' },
    ],
    ['from another page', 'ROOT', { Cookie: 'COOKIE', Origin: 'https://evil.example' }],
    ['from a page without origin', 'ROOT', { Cookie: 'COOKIE', Origin: 'null' }],
    ['from another server on this machine', 'ROOT', { Cookie: 'COOKIE', Origin: 'http://127.0.0.1:1' }],
  ])('refuses a request %s in one sentence', async (_name, path, headers) => {
    const fill = (value: string) =>
      value.replace('COOKIE', served.cookie).replace('PORT', String(served.port)).replace('ROOT', served.root);
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    const answer = await served.get(fill(path), filled);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatch(/^[A-Z][^.]*\.\n$/);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('answers through a tunnel that begins at another port', async () => {
    const headers = { Cookie: served.cookie, Host: '127.0.0.1:1', Origin: 'http://127.0.0.1:1' };
    expect((await served.get(served.root, headers)).status).toBe(200);
    const socket = served.connect({ Host: 'localhost:1', Origin: 'http://localhost:1' });
    await opened(socket);
    socket.close();
  });

  it('refuses a second Host, whichever comes first', async () => {
    const own = `Host: 127.0.0.1:${served.port}`;
    for (const hosts of [
      [own, 'Host: evil.example'],
      ['Host: evil.example', own],
      [own, own],
    ]) {
      const head = [`GET ${served.root} HTTP/1.1`, ...hosts, `Cookie: ${served.cookie}`, 'Connection: close', '', ''];
      expect(await raw(head.join('\r\n'))).toMatch(/^HTTP\/1\.1 40[03] /);
    }
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
    const answer = await served.get(served.root.slice(0, -1) + path, { Cookie: served.cookie });
    expect(answer).toMatchObject({ status: 404, body: 'Not found: the workbench has no page at this address.\n' });
  });

  it('follows no link out of the folder of the page', async () => {
    symlinkSync(join(served.folder, 'secret.html'), join(served.folder, 'page', 'link.html'));
    expect((await served.get(`${served.root}link.html`, { Cookie: served.cookie })).status).toBe(404);
  });

  it('is only read, by GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await served.get(served.root, { Cookie: served.cookie }, method)).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
    }
    const head = await served.get(served.root, { Cookie: served.cookie }, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
  });

  it('outlives rubbish', async () => {
    expect(await raw('\0\0\0rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    const absolute = `GET http://evil.example${served.root} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nCookie: ${served.cookie}\r\nConnection: close\r\n\r\n`;
    expect(await raw(absolute)).toMatch(/^HTTP\/1\.1 403 /);
    expect((await served.get(served.root, { Cookie: served.cookie })).status).toBe(200);
  });

  it('lets a browser in once by a ticket, and says when it has', async () => {
    let entered = 0;
    const ticket = served.server.gate.ticket(() => (entered += 1));
    expect(await served.get(`/${ticket}`)).toMatchObject({ status: 200 });
    expect((await served.get(`/${ticket}`)).status).toBe(403);
    expect(entered).toBe(1);
  });
});

it('a ticket is good for seconds', () => {
  let now = 0;
  const tickets = new Tickets(30_000, () => now);
  const [early, late] = [tickets.issue(() => undefined), tickets.issue(() => undefined)];
  now = 29_999;
  expect(tickets.take(early)).toBe(true);
  now = 30_000;
  expect(tickets.take(late)).toBe(false);
});

describe('the code that the bare address asks for', () => {
  const enter = (typed: string, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams({ code: typed }).toString();
    return fetch(`http://127.0.0.1:${served.port}/enter`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: `http://127.0.0.1:${served.port}`,
        ...headers,
      },
    });
  };

  it('is asked for only where the terminal has printed one', async () => {
    expect((await served.get('/')).status).toBe(403);
    expect((await enter('')).status).toBe(403);
    served.server.entryCode.issue();
    expect(await served.get('/')).toMatchObject({
      status: 200,
      body: expect.stringContaining('name="code"') as string,
    });
    expect(served.codes.at(-1)).toMatch(/^[\dA-HJKMNP-TV-Z]{4}-[\dA-HJKMNP-TV-Z]{4}$/);
  });

  it('lets one browser in, however it is typed', async () => {
    served.server.entryCode.issue();
    const typed = (served.codes.at(-1) ?? '').toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await enter(typed, { Origin: 'http://evil.example' })).status).toBe(403);
    const entered = await enter(typed);
    expect(entered.status).toBe(200);
    const cookie = entered.headers.getSetCookie()[0].split(';')[0];
    expect((await served.get(served.root, { Cookie: cookie })).status).toBe(200);
    expect((await enter(typed)).status).toBe(403);
  });

  it('is replaced after five wrong ones', async () => {
    served.server.entryCode.issue();
    const code = served.codes.at(-1) ?? '';
    for (let attempt = 0; attempt < 5; attempt++) {
      const refused = await enter('wrong');
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('This is not the last code');
    }
    expect((await enter(code)).status).toBe(403);
    expect((await enter(served.codes.at(-1) ?? '')).status).toBe(200);
  });

  it('is no more than a code', async () => {
    served.server.entryCode.issue();
    expect((await enter('x'.repeat(1000))).status).toBe(413);
    expect((await enter(served.codes.at(-1) ?? '')).status).toBe(200);
  });
});

describe('a browser that was let in', () => {
  it('is shut out by itself or by another, with its open pages, and the others stay', async () => {
    const { gate } = served.server;
    const [mine, other] = [await served.enter(gate.key), await served.enter(gate.key, { 'User-Agent': 'Other/1.0' })];
    const [page, otherPage] = [served.connect({ Cookie: mine }), served.connect({ Cookie: other })];
    await Promise.all([opened(page), opened(otherPage)]);
    post(page, { kind: 'subscribe', id: 1, channel: 'sessions', input: {} });
    const told = await heard(page);
    if (told.kind !== 'event') throw new Error(JSON.stringify(told));
    const { sessions } = told.event as SessionsEvent;
    expect(sessions.filter(({ isOwn }) => isOwn)).toHaveLength(1);
    const found = sessions.find(({ userAgent }) => userAgent === 'Other/1.0');
    const end = closed(otherPage);
    post(page, { kind: 'request', id: 2, name: 'shell.end_session', input: { id: found?.id ?? '' } });
    expect(await end).toBe(1008);
    expect((await served.get(served.root, { Cookie: other })).status).toBe(403);
    expect((await served.get(served.root, { Cookie: mine })).status).toBe(200);
    const all = closed(page);
    post(page, { kind: 'request', id: 3, name: 'shell.end_sessions', input: {} });
    expect(await all).toBe(1008);
    expect((await served.get(served.root, { Cookie: mine })).status).toBe(403);
  });
});
