import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Bridge } from '../../src/renderer/bridge/bridge.ts';
import type { Connection, ConnectionState } from '../../src/renderer/bridge/connection.ts';
import { AskedWorkbench, settled } from './page.ts';

/** A connection that is lost and comes back when a test says so. */
class TestConnection extends AskedWorkbench implements Connection {
  #changed: (state: ConnectionState) => void = () => undefined;

  watch(changed: (state: ConnectionState) => void): void {
    this.#changed = changed;
    changed('connecting');
  }

  become(state: ConnectionState): void {
    this.#changed(state);
  }
}

let connection: TestConnection;
let bridge: Bridge;

beforeEach(() => {
  connection = new TestConnection();
  bridge = new Bridge(connection);
});

const subscriptions = () => connection.posted.filter(({ kind }) => kind === 'subscribe');
const watchQueue = (ended?: (error: { readonly code: string }) => void) => {
  const told: unknown[] = [];
  const end = bridge.subscribe(
    'queue',
    () => ({}),
    (event) => told.push(event),
    ended,
  );
  return { told, end };
};

describe('a request', () => {
  it('gets its own answer, in whatever order answers come', async () => {
    connection.become('open');
    const [one, other] = ['a', 'b'].map((run) => bridge.request('run.frames', { run, epochs: [1] }));
    const [first, second] = connection.requests('run.frames');
    connection.tell({ kind: 'reply', id: second.id, output: ['of b'] });
    connection.tell({ kind: 'refusal', id: first.id, error: { code: 'run-not-found', message: 'There is no run a.' } });
    expect(await one).toEqual({ ok: false, error: { code: 'run-not-found', message: 'There is no run a.' } });
    expect(await other).toEqual({ ok: true, output: ['of b'] });
  });

  it('is refused at once while the workbench cannot be reached, and when it is lost before the answer', async () => {
    const lost = { ok: false, error: expect.objectContaining({ code: 'connection-lost' }) as unknown };
    expect(await bridge.request('run.frames', { run: 'a', epochs: [1] })).toEqual(lost);
    expect(connection.posted).toEqual([]);
    connection.become('open');
    const asked = bridge.request('run.frames', { run: 'a', epochs: [1] });
    connection.become('lost');
    expect(await asked).toEqual(lost);
  });

  it('that only reads waits for the connection, and is asked again where that was lost before the answer', async () => {
    const read = bridge.read('run.frames', { run: 'a', epochs: [1] });
    await settled();
    expect(connection.posted).toEqual([]);
    connection.become('open');
    await settled();
    connection.become('lost');
    await settled();
    connection.become('open');
    await settled();
    expect(connection.inputs('run.frames')).toEqual([
      { run: 'a', epochs: [1] },
      { run: 'a', epochs: [1] },
    ]);
    await connection.reply('run.frames', []);
    expect(await read).toEqual({ ok: true, output: [] });
  });
});

describe('what is watched', () => {
  it('is asked for again from where the reader stands when the connection comes back', () => {
    let afterEpoch = 0;
    bridge.subscribe(
      'run',
      () => ({ run: 'a', afterEpoch, width: 100, series: true }),
      () => undefined,
    );
    expect(subscriptions()).toEqual([]);
    connection.become('open');
    afterEpoch = 40;
    connection.become('lost');
    connection.become('open');
    expect(subscriptions().map((message) => 'input' in message && message.input)).toEqual([
      { run: 'a', afterEpoch: 0, width: 100, series: true },
      { run: 'a', afterEpoch: 40, width: 100, series: true },
    ]);
  });

  it('is told event by event, each acknowledged once it was taken, also where taking it fails', () => {
    connection.become('open');
    const { told } = watchQueue();
    const [{ id }] = subscriptions();
    connection.tell({ kind: 'event', id, event: 1 });
    connection.tell({ kind: 'event', id, event: 2 });
    expect(told).toEqual([1, 2]);
    bridge.subscribe(
      'notices',
      () => ({}),
      () => {
        throw new Error('the view fails');
      },
    );
    const failing = subscriptions()[1].id;
    expect(() => connection.tell({ kind: 'event', id: failing, event: 3 })).toThrow('the view fails');
    expect(connection.posted.filter(({ kind }) => kind === 'acknowledge').map((one) => one.id)).toEqual([
      id,
      id,
      failing,
    ]);
  });

  it('tells nothing more once it is left', () => {
    connection.become('open');
    const { told, end } = watchQueue();
    end();
    connection.tell({ kind: 'event', id: subscriptions()[0].id, event: 1 });
    expect(told).toEqual([]);
    expect(connection.posted.filter(({ kind }) => kind === 'unsubscribe')).toHaveLength(1);
    connection.become('lost');
    connection.become('open');
    expect(subscriptions()).toHaveLength(1);
  });

  it('is told anew after another store was opened, and ends for good where a view asked to hear of it', () => {
    connection.become('open');
    const codes: string[] = [];
    watchQueue(({ code }) => codes.push(code));
    const [{ id }] = subscriptions();
    connection.tell({ kind: 'ended', id, error: { code: 'store-changed', message: 'Another store.' } });
    expect(subscriptions()).toHaveLength(2);
    expect(codes).toEqual([]);
    connection.tell({ kind: 'ended', id, error: { code: 'run-not-found', message: 'There is no run.' } });
    expect(codes).toEqual(['run-not-found']);
    connection.become('lost');
    connection.become('open');
    expect(subscriptions()).toHaveLength(2);
  });

  it('of the window itself is tried again, later each time, and the failure is said once', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      connection.become('open');
      const failures: string[] = [];
      bridge.watchFailures(({ message }) => failures.push(message));
      watchQueue();
      const [{ id }] = subscriptions();
      const fail = () => connection.tell({ kind: 'ended', id, error: { code: 'store-busy', message: 'Busy.' } });
      for (const wait of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
        fail();
        const before = subscriptions().length;
        vi.advanceTimersByTime(wait - 1);
        expect(subscriptions()).toHaveLength(before);
        vi.advanceTimersByTime(1);
        expect(subscriptions()).toHaveLength(before + 1);
      }
      expect(failures).toEqual(['Busy.']);
    } finally {
      vi.useRealTimers();
    }
  });
});
