import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';
import type { RunEvent } from '../../../src/shared/api/run.ts';
import type { RunRowsEvent } from '../../../src/shared/api/runs.ts';
import type { QueueEvent } from '../../../src/shared/api/training.ts';
import { decodeMessage, encodeMessage } from '../../../src/shared/api/wire.ts';
import { unpackSnapshot, type PackedSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import type { SeriesChunk } from '../../../src/shared/series/series.ts';
import { opened, post, Served } from './served.ts';

const SAMPLES = { samples: 50, bins: 10 };
const EPOCHS = 3000;
const CONFIG = { epochs: EPOCHS, batches_per_epoch: 24, snapshots: { ...SAMPLES, every: 10 } };
/** Never ends while a test looks at it. */
const OTHER = { epochs: 200_000, snapshots: { ...SAMPLES, every: 1000 } };

/** A page that watches, and acknowledges only when it is told to. */
class Watcher {
  readonly messages: ServerMessage[] = [];
  readonly socket: WebSocket;
  acknowledges = true;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(new Uint8Array(data)) as ServerMessage;
      this.messages.push(message);
      if (message.kind === 'event' && this.acknowledges) post(socket, { kind: 'acknowledge', id: message.id });
    });
  }

  events(id: number): RunEvent[] {
    return this.messages.flatMap((message) =>
      message.kind === 'event' && message.id === id ? [message.event as RunEvent] : [],
    );
  }

  epochs(id: number): number[] {
    return this.events(id).flatMap(({ losses }) => (losses ? epochsOf(losses) : []));
  }

  snapshots(id: number): number[] {
    return this.events(id).flatMap(({ snapshotEpochs }) => Array.from(snapshotEpochs ?? []));
  }

  watch(id: number, run: string, afterEpoch: number, width = 10_000, more: { readonly series?: boolean } = {}): void {
    post(this.socket, { kind: 'subscribe', id, channel: 'run', input: { run, afterEpoch, width, ...more } });
  }

  async ask(name: string, input: unknown): Promise<ServerMessage> {
    const id = 1_000_000 + this.messages.length;
    post(this.socket, { kind: 'request', id, name, input });
    return until(() => this.messages.find((message) => message.id === id && message.kind !== 'event'));
  }
}

/** The epochs that buckets of one record each stand for; fails where a bucket holds several or leaves some out. */
function epochsOf({ from, to, count }: SeriesChunk): number[] {
  return Array.from(from).flatMap((first, bucket) => {
    expect(to[bucket] - first + 1).toBe(count[bucket]);
    return Array.from({ length: count[bucket] }, (_, offset) => first + offset);
  });
}

async function until<Found>(find: () => Found | undefined | false): Promise<Found> {
  for (;;) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    await pause(10);
  }
}

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('what a page is told of runs', () => {
  const served = new Served();
  beforeAll(() => served.start());
  afterAll(() => served.end());

  async function watcher(): Promise<Watcher> {
    const socket = served.connect();
    const watching = new Watcher(socket);
    await opened(socket);
    onTestFinished(() => socket.terminate());
    return watching;
  }

  async function launch(watching: Watcher, config: unknown): Promise<string> {
    const reply = await watching.ask('training.launch', { config, seeds: [1] });
    if (reply.kind !== 'reply') throw new Error(JSON.stringify(reply));
    return (reply.output as { readonly runs: readonly string[] }).runs[0];
  }

  /** Whether it has every epoch after `from`: none, where the run has ended before it is watched. */
  const isFinished = (watching: Watcher, id: number, from = 0) =>
    watching.events(id).some(({ run }) => run?.status === 'finished') &&
    (watching.epochs(id).at(-1) ?? from) === EPOCHS;

  it('is every epoch once, from wherever it begins to watch while the run trains', async () => {
    const watching = await watcher();
    const run = await launch(watching, CONFIG);
    watching.watch(1, run, -1);
    await until(() => watching.epochs(1).length > EPOCHS / 10);
    const seen = watching.epochs(1).at(-1) ?? 0;
    watching.watch(2, run, -1);
    watching.watch(3, run, Math.floor(seen / 2));
    watching.watch(4, run, seen);
    await until(() => [1, 2, 3, 4].every((id) => isFinished(watching, id, id === 4 ? seen : 0)));
    for (const id of [1, 2]) expect(watching.epochs(id)).toEqual(range(1, EPOCHS));
    expect(watching.epochs(3)).toEqual(range(Math.floor(seen / 2) + 1, EPOCHS));
    expect(watching.epochs(4)).toEqual(range(seen + 1, EPOCHS));
    expect(watching.snapshots(1)).toEqual(range(1, EPOCHS / 10).map((index) => index * 10));
  });

  it('has no series where none is wanted, before and while it trains, and all else', async () => {
    const watching = await watcher();
    const run = await launch(watching, CONFIG);
    const snapshots = range(1, EPOCHS / 10).map((index) => index * 10);
    const isOver = (id: number) =>
      watching.events(id).some((event) => event.run?.status === 'finished') && watching.snapshots(id).at(-1) === EPOCHS;
    watching.watch(1, run, -1, 10_000, { series: false });
    await until(() => watching.snapshots(1).length > 0);
    // As after a connection that was lost.
    const seen = watching.snapshots(1).at(-1) ?? 0;
    watching.watch(2, run, seen, 10_000, { series: false });
    await until(() => isOver(1) && isOver(2));
    watching.watch(3, run, -1, 10_000, { series: false });
    await until(() => isOver(3));
    for (const id of [1, 2, 3]) {
      expect(watching.events(id).filter(({ losses, metrics }) => losses ?? metrics)).toEqual([]);
    }
    for (const id of [1, 3]) expect(watching.snapshots(id)).toEqual(snapshots);
    expect(watching.snapshots(2)).toEqual(snapshots.filter((epoch) => epoch > seen));
  });

  it('is less often how it goes than training tells, and at once what becomes of it', async () => {
    const watching = await watcher();
    const run = await launch(watching, OTHER);
    watching.watch(1, run, -1);
    await until(() => watching.events(1).length > 1);
    let messages = 0;
    const { workbench } = served.application;
    onTestFinished(workbench.events.add((event) => void (messages += Number(event.kind === 'progress'))));
    const before = watching.events(1).length;
    await until(() => messages >= 30);
    const told = watching.events(1).length - before;
    expect(told).toBeGreaterThan(2);
    expect(told).toBeLessThan(messages / 2);
    await watching.ask('training.stop', { runs: [run] });
    const asked = watching.events(1).length;
    await until(() => watching.events(1).some((event) => event.run?.status === 'stopped'));
    expect(watching.events(1).length - asked).toBeLessThanOrEqual(2);
  });

  it('is merged into one event while it does not acknowledge, and nothing is missing afterwards', async () => {
    const watching = await watcher();
    watching.acknowledges = false;
    const run = await launch(watching, CONFIG);
    watching.watch(1, run, -1);
    await until(() => watching.events(1).length === 1);
    const other = await watcher();
    other.watch(1, run, -1);
    await until(() => isFinished(other, 1));
    expect(other.events(1).length).toBeGreaterThan(2);
    expect(watching.events(1)).toHaveLength(1);
    watching.acknowledges = true;
    post(watching.socket, { kind: 'acknowledge', id: 1 });
    await until(() => isFinished(watching, 1));
    expect(watching.events(1).length).toBeLessThanOrEqual(3);
    expect(watching.epochs(1)).toEqual(range(1, EPOCHS));
  });

  it('goes on after the last epoch it saw when its connection breaks and comes back', async () => {
    const first = await watcher();
    const run = await launch(first, CONFIG);
    first.watch(1, run, -1);
    await until(() => first.epochs(1).length > EPOCHS / 10);
    first.socket.terminate();
    const before = first.epochs(1);
    const second = await watcher();
    second.watch(1, run, before.at(-1) ?? -1);
    await until(() => isFinished(second, 1));
    expect([...before, ...second.epochs(1)]).toEqual(range(1, EPOCHS));
  });

  it('is nothing of runs that it does not watch', async () => {
    const watching = await watcher();
    const run = await launch(watching, CONFIG);
    const unwatched = await launch(watching, OTHER);
    watching.watch(1, run, -1);
    await until(() => isFinished(watching, 1));
    const told = watching.events(1).flatMap(({ run: one }) => (one ? [one.id] : []));
    expect(new Set(told)).toEqual(new Set([run]));
    expect(watching.messages.every((message) => message.kind !== 'event' || message.id === 1)).toBe(true);
    await watching.ask('training.stop', { runs: [unwatched] });
  });

  it('is decimated to the width asked for, with the means of what was recorded', async () => {
    const watching = await watcher();
    const run = await launch(watching, CONFIG);
    watching.watch(1, run, -1);
    await until(() => isFinished(watching, 1));
    watching.watch(2, run, -1, 100);
    const [event] = await until(() => watching.events(2).length > 0 && watching.events(2));
    if (!event.losses) throw new Error('no losses were told');
    const { from, to, columns } = event.losses;
    expect(from.length).toBeGreaterThanOrEqual(100);
    expect(from.length).toBeLessThanOrEqual(200);
    expect(epochsOf(event.losses)).toEqual(range(1, EPOCHS));
    const raw = served.application.workbench.store.epochs.read(run).map(({ lossGenerator }) => lossGenerator);
    Array.from(from).forEach((first, bucket) => {
      const values = raw.slice(first - 1, to[bucket]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(columns.loss_generator.mean[bucket]).toBeCloseTo(mean, 12);
      expect(columns.loss_generator.low[bucket]).toBe(Math.min(...values));
      expect(columns.loss_generator.high[bucket]).toBe(Math.max(...values));
    });
  });

  it('is the first of its largest frames, a few megabytes an answer, and the rest when it asks again', async () => {
    const watching = await watcher();
    const epochs = range(1, 24);
    const run = await launch(watching, { epochs: epochs.length, batches_per_epoch: 1, snapshots: SAMPLES });
    watching.watch(1, run, -1);
    await until(() => watching.events(1).some(({ run: one }) => one?.status === 'finished'));
    const database = new Database(served.application.workbench.store.path);
    // What 100,000 samples take that all lie far outside the axes, which are kept exactly.
    database
      .prepare('UPDATE snapshots SET frame = zeroblob(700000) WHERE run_key = (SELECT run_key FROM runs WHERE id = ?)')
      .run(run);
    database.close();
    const told: number[] = [];
    let answers = 0;
    for (; told.length < epochs.length; answers += 1) {
      const answer = await watching.ask('run.frames', { run, epochs: epochs.slice(told.length) });
      if (answer.kind !== 'reply') throw new Error(JSON.stringify(answer));
      expect(encodeMessage(answer).byteLength).toBeLessThan(9_000_000);
      told.push(...(answer.output as readonly PackedSnapshot[]).map(({ epoch }) => epoch));
    }
    expect(told).toEqual(epochs);
    expect(answers).toBe(3);
  });

  it('is a frame packed as it was trained and stored, live and when it is asked for', async () => {
    const watching = await watcher();
    const run = await launch(watching, { epochs: 400, ema_decay: 0.9 });
    watching.watch(1, run, -1);
    await until(() => watching.events(1).some(({ run: one }) => one?.status === 'finished'));
    const live = watching.events(1).flatMap(({ latest }) => latest ?? []);
    expect(live.length).toBeGreaterThan(0);
    const answer = await watching.ask('run.frames', { run, epochs: [1, 200, 400] });
    if (answer.kind !== 'reply') throw new Error(JSON.stringify(answer));
    const database = new Database(served.application.workbench.store.path, { readonly: true });
    const stored = database.prepare<[string, number], Buffer>(
      'SELECT frame FROM snapshots JOIN runs USING (run_key) WHERE id = ? AND epoch = ?',
    );
    for (const one of [...live, ...(answer.output as readonly PackedSnapshot[])]) {
      expect(one.frame).toBeInstanceOf(Uint8Array);
      expect(one.frame).toEqual(new Uint8Array(stored.pluck().get(run, one.epoch) ?? []));
      expect(unpackSnapshot(one).frame.averaged).toHaveLength(2000);
    }
    database.close();
  });

  it('is of a long queue what has changed, and of many runs a page at a time', async () => {
    const watching = await watcher();
    const training = await launch(watching, OTHER);
    const many = 1200;
    const reply = await watching.ask('training.launch', { config: { ...OTHER, epochs: 30 }, seeds: range(1, many) });
    if (reply.kind !== 'reply') throw new Error(JSON.stringify(reply));
    const { runs } = reply.output as { readonly runs: readonly string[] };
    const eventsOf = <Event>(id: number) =>
      watching.messages.flatMap((message) =>
        message.kind === 'event' && message.id === id ? [message.event as Event] : [],
      );
    const queueEvents = () => eventsOf<QueueEvent>(7);
    post(watching.socket, { kind: 'subscribe', id: 7, channel: 'queue', input: {} });
    await until(() => queueEvents().length >= 3);
    expect(queueEvents()[0].waiting).toEqual(runs);
    for (const event of queueEvents().slice(1, 3)) {
      expect(event.waiting).toBeUndefined();
      expect(event.training.map(({ run }) => run)).toEqual([training]);
      expect(encodeMessage(event).length).toBeLessThan(1000);
    }
    const rowEvents = () => eventsOf<RunRowsEvent>(8);
    post(watching.socket, { kind: 'subscribe', id: 8, channel: 'runs', input: {} });
    await until(() => rowEvents().at(-1)?.complete);
    const before = rowEvents().length;
    await watching.ask('training.stop_all', {});
    const ended = () =>
      new Set(
        rowEvents()
          .slice(before)
          .flatMap(({ rows }) => rows)
          .flatMap(({ run }) => (run.status === 'failed' ? [run.id] : [])),
      );
    await until(() => ended().size === many);
    for (const { rows } of rowEvents()) expect(rows.length).toBeLessThanOrEqual(500);
    await until(() => queueEvents().some(({ waiting }) => waiting?.length === 0));
  });

  it('is a refusal with code and sentence for what it must not ask, and nothing is changed', async () => {
    const watching = await watcher();
    const run = await launch(watching, { ...CONFIG, epochs: 20 });
    watching.watch(1, run, -1);
    await until(() => watching.events(1).some(({ run: one }) => one?.status === 'finished'));
    const { path } = served.application.workbench.store;
    const before = digestOf(path);
    const inherited = { constructor: { prototype: 1 }, run: 'x' };
    const refused: readonly (readonly [string, unknown])[] = [
      ['training.launch', {}],
      ['training.launch', { config: {}, seeds: [] }],
      ['training.launch', { config: {}, seeds: [1.5] }],
      ['training.launch', { config: {}, seeds: [1], extra: true }],
      ['training.launch', { config: { epochs: -1 }, seeds: [1] }],
      ['training.launch', { config: { epochs: NaN }, seeds: [1] }],
      ['training.launch', { config: inherited, seeds: [1] }],
      ['training.launch', { config: {}, seeds: Array.from({ length: 10_001 }, (_, seed) => seed) }],
      ['training.stop', { runs: 'all' }],
      ['training.extend', { run, epochs: 0 }],
      ['training.extend', { run: 'no-such-run', epochs: 5 }],
      ['run.frames', { run, epochs: Array.from({ length: 241 }, (_, epoch) => epoch) }],
      ['constructor', {}],
      ['__proto__', {}],
      ['toString', null],
      ['runs.rename', inherited],
    ];
    for (const [name, input] of refused) {
      const answer = await watching.ask(name, input);
      if (answer.kind !== 'refusal') throw new Error(`${name} was not refused: ${JSON.stringify(input)}`);
      expect(answer.error.code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(answer.error.message).toMatch(/^.{10,}$/s);
    }
    const field = await watching.ask('training.launch', { config: { epochs: -1 }, seeds: [1] });
    expect(field).toMatchObject({ error: { code: 'bad-config', path: 'epochs' } });
    expect(digestOf(path)).toBe(before);
  });
});

/** Of every row of every table. */
function digestOf(path: string): string {
  const database = new Database(path, { readonly: true });
  const hash = createHash('sha256');
  const tables = database
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all();
  for (const { name } of tables) {
    for (const row of database.prepare(`SELECT * FROM "${name}"`).raw().iterate()) hash.update(JSON.stringify(row));
  }
  database.close();
  return hash.digest('hex');
}
