import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { contentDigest } from '../../../../src/main/store/run-files/digest.ts';
import { packCheckpoint, unpackCheckpoint } from '../../../../src/main/store/tables/checkpoint-codec.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../../src/main/training/checkpoint.ts';

type Uniform = () => number;

/** Something that goes wrong with a run file, or that somebody does to it. `file` is a whole one of its own. */
export interface Mutation {
  readonly name: string;
  readonly kind: 'bytes' | 'rows' | 'forged' | 'schema';
  readonly apply: (file: string, uniform: Uniform) => void;
}

const below = (uniform: Uniform, count: number) => Math.floor(uniform() * count);

function bytes(name: string, change: (content: Buffer, uniform: Uniform) => Uint8Array): Mutation {
  return { name, kind: 'bytes', apply: (file, uniform) => writeFileSync(file, change(readFileSync(file), uniform)) };
}

const PAGE = 8192;
const pageOf = (content: Buffer, uniform: Uniform) => PAGE * below(uniform, content.length / PAGE);

const BYTES: readonly Mutation[] = [
  bytes('one bit turned', (content, uniform) => {
    content[below(uniform, content.length)] ^= 1 << below(uniform, 8);
    return content;
  }),
  bytes('one byte of the header changed', (content, uniform) => {
    content[below(uniform, 100)] ^= 1 + below(uniform, 255);
    return content;
  }),
  bytes('twenty bytes changed', (content, uniform) => {
    for (let left = 20; left > 0; left--) content[below(uniform, content.length)] = below(uniform, 256);
    return content;
  }),
  bytes('two pages swapped', (content, uniform) => {
    const [one, other] = [pageOf(content, uniform), pageOf(content, uniform)];
    const kept = Buffer.from(content.subarray(one, one + PAGE));
    content.copy(content, one, other, other + PAGE);
    kept.copy(content, other);
    return content;
  }),
  bytes('a page of zeros', (content, uniform) => {
    const page = pageOf(content, uniform);
    return content.fill(0, page, page + PAGE);
  }),
  bytes('a page written twice', (content, uniform) => {
    content.copy(content, pageOf(content, uniform), 0, 0);
    const [from, to] = [pageOf(content, uniform), pageOf(content, uniform)];
    content.copy(content, to, from, from + PAGE);
    return content;
  }),
  bytes('rubbish in the middle', (content, uniform) => {
    const from = below(uniform, content.length - 300);
    for (let at = from; at < from + 300; at++) content[at] = below(uniform, 256);
    return content;
  }),
  bytes('a byte left out', (content, uniform) => {
    const at = below(uniform, content.length);
    return Buffer.concat([content.subarray(0, at), content.subarray(at + 1)]);
  }),
  bytes('rubbish at the end', (content, uniform) =>
    Buffer.concat([content, Buffer.from({ length: below(uniform, 3 * PAGE) } as ArrayLike<number>)]),
  ),
  {
    name: 'cut off',
    kind: 'bytes',
    apply: (file, uniform) => truncateSync(file, below(uniform, readFileSync(file).length)),
  },
  bytes('text', () => Buffer.from('epoch,loss\n1,0.7\n'.repeat(500))),
  bytes('a zip archive', (_content, uniform) =>
    Buffer.concat([
      Buffer.from('PK\u0003\u0004'),
      Buffer.from(Array.from({ length: 4000 }, () => below(uniform, 256))),
    ]),
  ),
  bytes('nothing', () => new Uint8Array(0)),
];

function edited(file: string, edit: (database: Database.Database, uniform: Uniform) => void, uniform: Uniform): void {
  const database = new Database(file);
  // As a forger's own SQLite lets it be done.
  database.unsafeMode(true);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  edit(database, uniform);
  database.close();
}

/** Rows changed by somebody who knows nothing of the digest. */
const rows = (name: string, sql: string): Mutation => ({
  name,
  kind: 'rows',
  apply: (file, uniform) => edited(file, (database) => database.exec(sql), uniform),
});

/** Rows changed by somebody who has computed the digest anew. */
function forged(name: string, change: string | ((database: Database.Database, uniform: Uniform) => void)): Mutation {
  return {
    name,
    kind: 'forged',
    apply: (file, uniform) =>
      edited(
        file,
        (database) => {
          if (typeof change === 'string') database.exec(change);
          else change(database, uniform);
          database.prepare('UPDATE run_file SET content_digest = ?').run(contentDigest(database));
        },
        uniform,
      ),
  };
}

const schema = (name: string, sql: string): Mutation => ({
  name,
  kind: 'schema',
  apply: (file, uniform) => edited(file, (database) => database.exec(sql), uniform),
});

/** Any number, text or bytes of any row. */
const anyValue: Mutation = {
  name: 'a value changed',
  kind: 'rows',
  apply: (file, uniform) =>
    edited(
      file,
      (database) => {
        const tables = ['runs', 'epochs', 'snapshots', 'summaries', 'noise_floors', 'checkpoints', 'datasets', 'tags'];
        const table = tables[below(uniform, tables.length)];
        const columns = database.pragma(`table_info(${table})`) as { readonly name: string; readonly type: string }[];
        const { name, type } = columns[below(uniform, columns.length)];
        const rowCount = Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
        const values = {
          INTEGER: [-1, 2 ** 52],
          REAL: [1e300, -0.5],
          TEXT: ['', 'NaN'],
          BLOB: [Buffer.of(1), Buffer.alloc(9)],
        };
        const value = values[type as keyof typeof values][below(uniform, 2)];
        const keys = columns.map((column) => column.name).join(', ');
        database
          .prepare(
            `UPDATE OR IGNORE ${table} SET ${name} = ? WHERE (${keys}) IS (SELECT ${keys} FROM ${table} LIMIT 1 OFFSET ?)`,
          )
          .run(value, below(uniform, rowCount));
      },
      uniform,
    ),
};

const ROWS: readonly Mutation[] = [
  rows('another loss', 'UPDATE epochs SET loss_generator = 0.5 WHERE epoch = 3'),
  rows('another name', `UPDATE runs SET name = 'mine'`),
  rows('an epoch left out', 'DELETE FROM epochs WHERE epoch = 4'),
  rows('no digest', 'DELETE FROM run_file'),
];

type Config = Record<string, unknown>;
const withConfig = (change: (config: Config) => unknown) => (database: Database.Database) => {
  const row = database.prepare<[], { run_key: number; config: string }>('SELECT run_key, config FROM runs').get();
  if (!row) throw new Error('no run');
  const changed = change(JSON.parse(row.config) as Config);
  const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
  database.prepare('UPDATE runs SET config = ? WHERE run_key = ?').run(text, row.run_key);
};

interface CheckpointRow {
  readonly checkpoint_key: number;
  readonly bytes: Uint8Array;
}

/** Changes the unpacked bytes of one kept checkpoint. */
const withCheckpoint = (change: (bytes: Uint8Array) => Uint8Array) => (database: Database.Database) => {
  const row = database
    .prepare<[], CheckpointRow>(`SELECT checkpoint_key, bytes FROM checkpoints WHERE kind = 'kept' AND epoch > 0`)
    .get();
  if (!row) throw new Error('no checkpoint');
  const packed = packCheckpoint(change(unpackCheckpoint(row.bytes)));
  database.prepare('UPDATE checkpoints SET bytes = ? WHERE checkpoint_key = ?').run(packed, row.checkpoint_key);
};

const setFrame =
  (frame: (old: Uint8Array, uniform: Uniform) => Uint8Array) => (database: Database.Database, uniform: Uniform) => {
    const row = database
      .prepare<[], { snapshot_key: number; frame: Uint8Array }>('SELECT snapshot_key, frame FROM snapshots')
      .get();
    if (!row) throw new Error('no snapshot');
    database
      .prepare('UPDATE snapshots SET frame = ? WHERE snapshot_key = ?')
      .run(frame(row.frame, uniform), row.snapshot_key);
  };

/** 64 kB that are 64 MB of zeros. */
let bomb: Uint8Array | undefined;
const deflatedZeros = () => (bomb ??= deflateRawSync(new Uint8Array(64_000_000), { level: 9 }));

function frameBomb(): Uint8Array {
  const packed = deflatedZeros();
  const blob = new Uint8Array(6 + packed.length);
  blob.set([1, 1]);
  new DataView(blob.buffer).setUint32(2, packed.length, true);
  blob.set(packed, 6);
  return blob;
}

const headerOf = (text: string) => {
  const header = new TextEncoder().encode(text);
  const start = Math.ceil((4 + header.length) / 4) * 4;
  const blob = new Uint8Array(start + 64);
  new DataView(blob.buffer).setUint32(0, header.length, true);
  blob.set(header, 4);
  return blob;
};

const decoded = (change: (checkpoint: ReturnType<typeof decodeCheckpoint>) => Parameters<typeof encodeCheckpoint>[0]) =>
  withCheckpoint((content) => encodeCheckpoint(change(decodeCheckpoint(content))));

/** Each has to be refused, though the digest is right. */
export const FORGED: readonly Mutation[] = [
  forged(
    'epochs that name another column as not a number',
    `UPDATE epochs SET nan_columns = 'seconds' WHERE epoch = 7`,
  ),
  forged('a negative epoch', 'UPDATE epochs SET epoch = -1 WHERE epoch = 1'),
  forged('a gap in the epochs', 'DELETE FROM epochs WHERE epoch = 5'),
  forged('more epochs than were asked for', 'UPDATE runs SET epochs_done = 9000000'),
  forged('no epochs', 'DELETE FROM epochs'),
  forged('seconds without end', 'UPDATE epochs SET seconds = 9e999 WHERE epoch = 3'),
  forged('negative seconds', 'UPDATE epochs SET seconds = -1 WHERE epoch = 3'),
  forged('training without end', 'UPDATE runs SET training_seconds = 9e999'),
  forged('a path as id', `UPDATE runs SET id = '../../etc/passwd' WHERE run_key = 1`),
  forged('SQL as id', `UPDATE runs SET id = '''); DROP TABLE runs; --' WHERE run_key = 1`),
  forged('an id of two thousand letters', `UPDATE runs SET id = hex(zeroblob(1000)) WHERE run_key = 1`),
  forged('a name of 10,001 letters', `UPDATE runs SET name = substr(hex(zeroblob(6000)), 1, 10001)`),
  forged('notes of a million and one letters', `UPDATE runs SET notes = substr(hex(zeroblob(600000)), 1, 1000001)`),
  forged('notes of ten million letters', `UPDATE runs SET notes = hex(zeroblob(5000000))`),
  forged('a tag of 1,001 letters', `UPDATE tags SET tag = substr(hex(zeroblob(600)), 1, 1001) WHERE tag = 'paper'`),
  forged('a run that has not begun', `UPDATE runs SET status = 'queued', queue_place = 1 WHERE run_key = 1`),
  forged('an unknown status', `UPDATE runs SET status = 'winning' WHERE run_key = 1`),
  forged('a start that is no time', `UPDATE runs SET started_at = '<script>alert(1)</script>'`),
  forged('no start', 'UPDATE runs SET started_at = NULL WHERE run_key = 1'),
  forged('an end of nowhere', `UPDATE runs SET ended_at = 'tomorrow' WHERE run_key = 1`),
  forged('a finished run without its end', 'UPDATE runs SET final_samples = NULL WHERE run_key = 1'),
  forged(
    'a config that is no JSON',
    withConfig(() => '{"seed": 1'),
  ),
  forged(
    'a config that is a list',
    withConfig(() => []),
  ),
  forged(
    'a config that is null',
    withConfig(() => null),
  ),
  forged(
    'a config of another program',
    withConfig(() => ({ learning_rate: 0.1, layers: 3 })),
  ),
  forged(
    'a config of a later version',
    withConfig((config) => ({ ...config, version: 99 })),
  ),
  forged(
    'a config a million brackets deep',
    withConfig(() => '['.repeat(1_000_000)),
  ),
  forged(
    'a batch of 1e308',
    withConfig((config) => ({ ...config, batch_size: 1e308 })),
  ),
  forged(
    'a batch of NaN',
    withConfig((config) => ({ ...config, batch_size: NaN })),
  ),
  forged(
    'a config of another seed',
    withConfig((config) => ({ ...config, seed: 77 })),
  ),
  forged(
    'a config of wider networks',
    withConfig((config) => ({ ...config, generator: { hidden_widths: [64, 64] } })),
  ),
  forged(
    'a config of another dimension',
    withConfig((config) => ({ ...config, target: { law: 'ring' } })),
  ),
  forged(
    'a config with a prototype',
    withConfig(() => '{"__proto__": {"seed": 1}, "constructor": 1}'),
  ),
  forged('another group', `UPDATE runs SET group_hash = 'best of all' WHERE run_key = 1`),
  forged('a parent that is no id', `UPDATE runs SET parent = '<b>' WHERE parent IS NOT NULL`),
  forged('a fork of nowhere', 'UPDATE runs SET parent_epoch = NULL WHERE parent IS NOT NULL'),
  forged('a fork of later', 'UPDATE runs SET parent_epoch = 4000 WHERE parent IS NOT NULL'),
  forged('a fork of another epoch', 'UPDATE runs SET parent_epoch = 3 WHERE parent IS NOT NULL'),
  forged('changed settings that are none', `UPDATE runs SET parent_changes = '[7]' WHERE parent IS NOT NULL`),
  forged('a parent of another program', `UPDATE runs SET parent_build = '{"engine": "warp"}' WHERE parent IS NOT NULL`),
  forged('another trunk', 'UPDATE runs SET trunk_hash = hex(zeroblob(32)) WHERE parent IS NOT NULL'),
  forged('earlier builds that are none', `UPDATE runs SET earlier_builds = 'none' WHERE run_key = 1`),
  forged('no axis', 'UPDATE runs SET data_x_low = NULL WHERE run_key = 1'),
  forged('an axis without end', 'UPDATE runs SET data_x_high = 9e999 WHERE run_key = 1'),
  forged('an axis back to front', 'UPDATE runs SET data_x_low = 5, data_x_high = 4 WHERE run_key = 1'),
  forged('an engine of another program', `UPDATE runs SET engine = 'warp' WHERE run_key = 1`),
  forged('a million threads', 'UPDATE runs SET threads = 1000000 WHERE run_key = 1'),
  forged('a device of another program', `UPDATE runs SET device = 'abacus' WHERE run_key = 1`),
  forged('a colour below the first', 'UPDATE runs SET colour = -1 WHERE run_key = 1'),
  forged('half a star', 'UPDATE runs SET starred = 7 WHERE run_key = 1'),
  forged('a metric of no name', `UPDATE snapshots SET nan_metrics = 'beauty' WHERE epoch = 2`),
  forged('samples outside that are fewer than none', 'UPDATE snapshots SET outside = -4 WHERE epoch = 2'),
  forged('a snapshot of later', 'UPDATE snapshots SET epoch = 4000 WHERE epoch = 12'),
  forged(
    'a frame of rubbish',
    setFrame((old, uniform) => Uint8Array.from(old, () => below(uniform, 256))),
  ),
  forged(
    'a frame of a later version',
    setFrame((old) => Uint8Array.from([9, ...old.subarray(1)])),
  ),
  forged(
    'half a frame',
    setFrame((old) => old.subarray(0, old.length >> 1)),
  ),
  forged(
    'an empty frame',
    setFrame(() => new Uint8Array(0)),
  ),
  forged('a frame that is a bomb', setFrame(frameBomb)),
  forged('a frame of another run', (database) =>
    database.exec(
      `UPDATE snapshots SET frame = (SELECT frame FROM snapshots WHERE run_key = 2 AND epoch = 1) WHERE run_key = 1`,
    ),
  ),
  forged('a checkpoint that is a bomb', (database) => {
    const packed = deflatedZeros();
    const blob = new Uint8Array(1 + packed.length);
    blob[0] = 1;
    blob.set(packed, 1);
    database.prepare('UPDATE checkpoints SET bytes = ? WHERE epoch = 4').run(blob);
  }),
  forged('a checkpoint of rubbish', (database, uniform) => {
    const blob = Uint8Array.from({ length: 500 }, () => below(uniform, 256));
    database.prepare('UPDATE checkpoints SET bytes = ?').run(blob);
  }),
  forged(
    'a checkpoint cut off',
    withCheckpoint((content) => content.subarray(0, content.length - 8)),
  ),
  forged(
    'a checkpoint of 2 billion parameters',
    withCheckpoint(() =>
      headerOf(
        '{"format":1,"epoch":4,"streams":{},"generator":{"updates":1,"parameters":2000000000},"discriminator":{"updates":1,"parameters":1},"average":false}',
      ),
    ),
  ),
  forged(
    'a checkpoint of another epoch',
    decoded((checkpoint) => ({ ...checkpoint, epoch: 3 })),
  ),
  forged('a checkpoint of later', 'UPDATE checkpoints SET epoch = 4000 WHERE epoch = 12'),
  forged(
    'a checkpoint without its streams',
    decoded((checkpoint) => ({ ...checkpoint, streams: {} })),
  ),
  forged(
    'a stream of zeros',
    decoded((checkpoint) => ({ ...checkpoint, streams: { ...checkpoint.streams, data: new Uint32Array(4) } })),
  ),
  forged(
    'a negative count of updates',
    decoded(({ epoch, streams, state }) => ({
      epoch,
      streams,
      state: { ...state, generator: { ...state.generator, updates: -1 } },
    })),
  ),
  forged(
    'a checkpoint with an average of no run',
    decoded(({ epoch, streams, state }) => ({
      epoch,
      streams,
      state: { ...state, average: state.average ? undefined : state.generator.parameters },
    })),
  ),
  forged('a summary of no metric', `UPDATE summaries SET metric = '__proto__' WHERE metric = 'ks'`),
  forged('a noise floor of no metric', `UPDATE noise_floors SET metric = 'constructor' WHERE metric = 'ks'`),
  forged('a noise floor of fewer than no samples', 'UPDATE noise_floors SET samples = -samples'),
  forged('no data', 'DELETE FROM datasets'),
  forged(
    'another module under the same digest',
    `UPDATE datasets SET content = CAST('export const data = 1' AS BLOB) WHERE kind = 'module'`,
  ),
  forged('data that are no numbers', `UPDATE datasets SET content = x'010203' WHERE kind = 'csv'`),
  forged(
    'a table with other numbers than those of its digest',
    `UPDATE datasets SET content = zeroblob(octet_length(content)) WHERE kind = 'csv'`,
  ),
  forged('another number of rows than the table has', 'UPDATE runs SET table_rows = table_rows + 1'),
  forged('places of columns that are none', `UPDATE datasets SET column_indices = '[-1]' WHERE kind = 'csv'`),
  forged('data of another kind', `UPDATE datasets SET kind = 'csv' WHERE kind = 'module'`),
  forged('a digest that is none', `UPDATE datasets SET digest = 'abc' WHERE kind = 'csv'`),
  forged('rows of no run', 'INSERT INTO epochs (run_key, epoch, seconds) VALUES (4711, 1, 0)'),
  forged('a sweep', `INSERT INTO sweeps (id, name, definition, created_at) VALUES ('s', 's', '{}', 'now')`),
  forged('no run', 'DELETE FROM runs'),
];

export const SCHEMA: readonly Mutation[] = [
  schema('a trigger', 'CREATE TRIGGER more AFTER INSERT ON runs BEGIN DELETE FROM epochs; END'),
  schema('a view', 'CREATE VIEW mine AS SELECT * FROM runs'),
  schema('a table', 'CREATE TABLE mine (x TEXT)'),
  schema('an index on a function', 'CREATE INDEX mine ON runs (hex(name))'),
  schema('a generated column', `ALTER TABLE tags ADD COLUMN more TEXT AS (hex(zeroblob(1000)))`),
  schema('a virtual table', 'CREATE VIRTUAL TABLE mine USING fts5(x)'),
  schema('a view put in the place of a table', 'DROP TABLE tags; CREATE VIEW tags AS SELECT 1 AS run_key, 2 AS tag'),
  schema('a table less', 'DROP TABLE group_looks'),
  schema(
    'a constraint less',
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'epochs'`,
  ),
  schema('another program’s file', 'PRAGMA application_id = 252006675'),
  schema('a later version', 'PRAGMA user_version = 4000'),
  schema('an earlier version', 'PRAGMA user_version = 3'),
  schema('a version below the first', 'PRAGMA user_version = -5'),
];

/** Changes that leave a run file sound: what they say is imported as it is. */
export const HARMLESS: readonly Mutation[] = [
  forged('HTML, SQL and a formula as names', (database) => {
    const name = `=HYPERLINK("http://x")<img src=x onerror=alert(1)>'; DROP TABLE runs; --\u202eevil\u202c 🧪`;
    database.prepare('UPDATE runs SET name = ?, notes = ?').run(name, name.repeat(50));
  }),
  forged(
    'a run in training, with an owner',
    `UPDATE runs SET status = 'running', owner = 'somebody', queue_place = 3, ended_at = NULL WHERE run_key = 1`,
  ),
  forged('a run in the trash', `UPDATE runs SET trashed_at = '2026-01-01T00:00:00.000Z' WHERE run_key = 1`),
  forged(
    'norms that are not numbers',
    `UPDATE epochs SET gradient_norm_generator = NULL, nan_columns = 'gradient_norm_generator' WHERE epoch = 7`,
  ),
  forged('losses that are not numbers', 'UPDATE epochs SET loss_generator = NULL, loss_real = 9e999 WHERE epoch = 7'),
  forged('notes of a million letters', `UPDATE runs SET notes = hex(zeroblob(500000))`),
];

/** Those that are the same each time. */
export const MUTATIONS: readonly Mutation[] = [...FORGED, ...SCHEMA, ...ROWS, ...HARMLESS];
/** Those that chance makes others each time. */
export const RANDOM_MUTATIONS: readonly Mutation[] = [...BYTES, anyValue];

/** A copy of `original` with something wrong in it. */
export function mutate(original: string, file: string, { apply }: Mutation, uniform: Uniform): void {
  copyFileSync(original, file);
  apply(file, uniform);
}
