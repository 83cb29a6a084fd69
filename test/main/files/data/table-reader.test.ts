import { afterEach, expect, it, onTestFinished } from 'vitest';
import { TableReader } from '../../../../src/main/files/data/reading/table-reader.ts';

const NEVER = new AbortController().signal;
/** Read for seconds. */
const LARGE = { kind: 'law', file: { name: 'commas.csv', bytes: Buffer.alloc(49_000_000, ',') } } as const;
const table = (text: string) => ({ kind: 'law', file: { name: 'x.csv', bytes: Buffer.from(text) } }) as const;
const COLUMN = `x\n${Array.from({ length: 20 }, (_, row) => `${row / 8}\n`).join('')}`;

let reader: TableReader | undefined;
afterEach(() => reader?.close());

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

it('reads what another thread reads', async () => {
  reader = new TableReader();
  const read = await reader.read(table(COLUMN), NEVER);
  expect(read.kind === 'read' && [...read.dataset.values].slice(0, 3)).toEqual([0, 0.125, 0.25]);
  const latent = await reader.read({ kind: 'latent', text: '0.5\n0.25\n', name: 'z', dimension: 1 }, NEVER);
  expect([...latent]).toEqual([0.5, 0.25]);
  await expect(reader.read(table('x\n1\n'), NEVER)).rejects.toMatchObject({ code: 'bad-data', path: 'target.file' });
});

it('starts no thread for a table while one that has read another waits', async () => {
  reader = new TableReader();
  await reader.read(table(COLUMN), NEVER);
  let started = 0;
  const count = () => (started += 1);
  process.on('worker', count);
  onTestFinished(() => void process.off('worker', count));
  for (let again = 0; again < 5; again++) await reader.read(table(COLUMN), NEVER);
  expect(started).toBe(0);
  // What a large table took is given back.
  await codeOf(reader.read({ kind: 'law', file: { name: 'x.csv', bytes: Buffer.alloc(6_000_000, '1\n') } }, NEVER));
  await reader.read(table(COLUMN), NEVER);
  expect(started).toBe(1);
});

it('ends the reading of a table that nobody waits for, and reads the next', async () => {
  reader = new TableReader();
  const left = new AbortController();
  const large = [codeOf(reader.read(LARGE, left.signal)), codeOf(reader.read(LARGE, left.signal))];
  const waiting = codeOf(reader.read(table(COLUMN), left.signal));
  const next = codeOf(reader.read(table(COLUMN), NEVER));
  let isRead = false;
  void next.then(() => (isRead = true));
  left.abort();
  expect(await Promise.all([...large, waiting])).toEqual(['superseded', 'superseded', 'superseded']);
  expect(isRead).toBe(false);
  expect(await next).toBe('read');
});

it('reads the next table even if earlier ones are withdrawn as their answers arrive', async () => {
  reader = new TableReader();
  const left = new AbortController();
  const before = [codeOf(reader.read(table(COLUMN), left.signal)), codeOf(reader.read(table(COLUMN), left.signal))];
  const next = codeOf(reader.read(table(COLUMN), NEVER));
  // Both threads answer while this one hears nothing.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  left.abort();
  expect(await Promise.all(before)).toEqual(['superseded', 'superseded']);
  expect(await next).toBe('read');
});

it('says of a table that takes more memory than there is for it that it is too large, and lives on', async () => {
  reader = new TableReader(64 * 2 ** 20);
  await expect(reader.read(LARGE, NEVER)).rejects.toMatchObject({
    code: 'table-too-large',
    message: 'commas.csv needs more than 67 MB of memory to read; remove columns or rows that you do not need.',
  });
  expect(await codeOf(reader.read(table(COLUMN), NEVER))).toBe('read');
});

it('cancels its reading when it is closed', async () => {
  reader = new TableReader();
  const reading = [LARGE, LARGE, LARGE].map((job) => codeOf(reader?.read(job, NEVER) ?? expect.fail()));
  await reader.close();
  expect(await Promise.all(reading)).toEqual(['superseded', 'superseded', 'superseded']);
});
