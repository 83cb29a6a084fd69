import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SocketConnection } from '../../src/renderer/bridge/socket.ts';
import type { ConnectionState } from '../../src/renderer/bridge/connection.ts';

/** A WebSocket as far as the connection uses it. */
class Socket extends EventTarget {
  static readonly opened: Socket[] = [];
  binaryType = '';

  constructor() {
    super();
    Socket.opened.push(this);
  }
}

let asked: { readonly signal: AbortSignal | undefined; readonly answer: (status: number) => void }[];

beforeEach(() => {
  asked = [];
  Socket.opened.length = 0;
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('fetch', (_url: URL, { signal }: { readonly signal?: AbortSignal } = {}) => {
    const { promise, resolve } = Promise.withResolvers<{ readonly status: number }>();
    asked.push({ signal, answer: (status) => resolve({ status }) });
    return promise;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function lostConnection(): ConnectionState[] {
  const states: ConnectionState[] = [];
  new SocketConnection('ws://127.0.0.1:1/page/bridge').watch((state) => states.push(state));
  Socket.opened[0].dispatchEvent(new Event('open'));
  Socket.opened[0].dispatchEvent(new Event('close'));
  return states;
}

it('a connection is lost at once, however long the server takes to say why', async () => {
  const states = lostConnection();
  expect(states).toEqual(['connecting', 'open', 'lost']);
  // A server that hangs is not waited for for ever.
  expect(asked[0].signal).toBeInstanceOf(AbortSignal);
  asked[0].answer(200);
  await expect.poll(() => Socket.opened.length).toBe(2);
  expect(states.at(-1)).toBe('lost');
});

it('a page that was shut out says so once the server did, and tries no more', async () => {
  const states = lostConnection();
  asked[0].answer(403);
  await expect.poll(() => states.at(-1)).toBe('shut-out');
  expect(Socket.opened).toHaveLength(1);
});
