import type { z } from 'zod';
import { densityRefusals } from '../../../shared/config/checks.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { startEpoch, type Axes, type Frame, type Run, type TrainingFacts } from '../../../shared/run.ts';
import type { StoredCheckpoint } from '../tables/checkpoints.ts';
import { unpackCheckpoint } from '../tables/checkpoint-codec.ts';
import type { Connection } from '../connection.ts';
import { moduleDigest, valuesDigest } from '../tables/dataset-digest.ts';
import { datasetKeys, type DatasetKey } from '../tables/dataset-keys.ts';
import { datasetFinder, datasetTable, type Dataset } from '../tables/datasets.ts';
import { decodeFrame } from '../../../shared/frames/frame-codec.ts';
import type { Row } from '../tables/metric-columns.ts';
import { runOf, storedConfig } from '../tables/run-rows.ts';
import { runTable } from '../tables/runs.ts';
import { sweepTable } from '../tables/sweeps.ts';
import { openRunFile } from './open.ts';
import { asRefusal, refuseRunFile } from './refusal.ts';
import {
  checkpointValues,
  columnIndices,
  datasetValues,
  epochNanColumns,
  epochsValues,
  noiseFloorValues,
  runValues,
  skippedLines,
  snapshotValues,
  summaryValues,
  tagValues,
} from './values.ts';

/** A run of a run file that has begun. */
export type ExportedRun = Run & TrainingFacts;

type DatasetCheckRow = Row & {
  readonly skipped_lines: string;
  readonly column_indices: string;
  readonly bytes: number;
};

const MOST_FRAME_VALUES = 100_000;
const MOST_CURVE_POINTS = 10_000;
const MOST_TAGS = 1000;
const GRID_POINTS = 48 * 48;

/** A run file. Every row is read once, by the code that reads a store, before anything is imported. */
export class RunFileContents {
  readonly #connection: Connection;
  readonly #runs;
  readonly #datasets;
  readonly #datasetOf;

  /** Throws a `RunFileFault`; `file` is a copy that no other process changes. */
  constructor(file: string) {
    this.#connection = openRunFile(file);
    this.#runs = runTable(this.#connection, sweepTable(this.#connection));
    this.#datasets = datasetTable(this.#connection);
    this.#datasetOf = datasetFinder(this.#connection);
  }

  close(): void {
    this.#connection.close();
  }

  ids(): string[] {
    return this.#connection.prepare<[], string>('SELECT id FROM runs ORDER BY created_at, run_key').pluck().all();
  }

  /** Reads and checks a run, except its checkpoints. Throws a `RunFileFault`. */
  checkedRun(id: string): ExportedRun {
    const where = `run ${id.slice(0, 64)}`;
    try {
      return this.#check(id, where);
    } catch (error) {
      throw asRefusal(error, where);
    }
  }

  /** The checkpoints of a run, unpacked one at a time, of at most `mostBytes` each. */
  *checkpoints(id: string, mostBytes: number): Generator<StoredCheckpoint> {
    const where = `run ${id}`;
    const rows = this.#connection
      .prepare<[number], StoredCheckpoint>(
        'SELECT epoch, kind, seconds, bytes FROM checkpoints WHERE run_key = ? ORDER BY epoch, kind',
      )
      .iterate(this.#runs.row(id).run_key);
    try {
      for (const row of rows) {
        parse(checkpointValues, row, `${where}, checkpoint`);
        yield row.kind === 'kept' ? { ...row, bytes: unpackCheckpoint(row.bytes, mostBytes) } : row;
      }
    } catch (error) {
      throw asRefusal(error, where);
    }
  }

  /**
   * The tables and modules that a run's config names. Throws a `RunFileFault` if one is missing or does not match its
   * digest.
   */
  datasets({ id, config }: ExportedRun): Dataset[] {
    return datasetKeys(config).map((key) => {
      const { digest, kind } = key;
      if (digest === undefined)
        return refuseRunFile('run-file-invalid', `run ${id} names a file that is not in the run file`);
      try {
        this.#checkDatasetRow(key);
        const dataset = this.#datasets.get(key);
        if (dataset.kind !== kind)
          throw new WorkbenchError('store-damaged', `the data ${dataset.name} is not a ${kind}`);
        if (dataset.kind === 'module' && moduleDigest(dataset.source) !== digest) {
          throw new WorkbenchError('store-damaged', `the module ${dataset.name} does not match its digest`);
        }
        if (dataset.kind === 'csv' && valuesDigest(dataset.values, dataset.columns.length) !== dataset.valuesDigest) {
          throw new WorkbenchError('store-damaged', `the numbers of ${dataset.name} do not match their digest`);
        }
        return dataset;
      } catch (error) {
        if (error instanceof WorkbenchError && error.code === 'dataset-not-found') {
          return refuseRunFile('run-file-invalid', `run ${id} names data that is not in the file`);
        }
        throw asRefusal(error, `run ${id}`);
      }
    });
  }

  #checkDatasetRow(key: DatasetKey): void {
    const rowid = this.#datasetOf(key);
    if (rowid === undefined) return;
    const row = this.#connection
      .prepare<[number], DatasetCheckRow>(
        `SELECT digest, name, created_at, column_indices, reading_rules, values_digest, skipped_lines,
           octet_length(content) AS bytes FROM datasets WHERE rowid = ?`,
      )
      .get(rowid);
    if (row === undefined) return;
    parse(datasetValues, row, 'data');
    parse(skippedLines, JSON.parse(row.skipped_lines), 'data, skipped_lines');
    const columns = key.columns.length;
    parse(columnIndices(columns), JSON.parse(row.column_indices), 'data, column_indices');
    if (columns > 0 && (row.bytes === 0 || row.bytes % (8 * columns) !== 0)) {
      refuseRunFile('run-file-invalid', `data of ${row.bytes} bytes cannot be rows of ${columns} numbers`);
    }
  }

  #check(id: string, where: string): ExportedRun {
    const row = this.#runs.row(id);
    parse(runValues, row, where);
    // The schema does not check densities, but a run's row cannot be read without a valid one.
    const fault = densityRefusals(storedConfig(row.id, row.config)).at(0);
    if (fault) refuseRunFile('run-file-invalid', `${where}: ${fault.message}`);
    const run = exportedRun(runOf(row), row['seed'], where);
    const key = row.run_key;
    const tags = this.#rows('SELECT tag FROM tags WHERE run_key = ?', key);
    if (tags.length > MOST_TAGS) refuseRunFile('run-file-too-large', `${where} has ${tags.length} tags`);
    for (const tag of tags) parse(tagValues, tag, `${where}, tag`);
    for (const floor of this.#rows('SELECT * FROM noise_floors WHERE run_key = ?', key))
      parse(noiseFloorValues, floor, `${where}, noise floor`);
    for (const summary of this.#rows('SELECT * FROM summaries WHERE run_key = ?', key))
      parse(summaryValues, summary, `${where}, summary`);
    const [epochs] = this.#rows(
      `SELECT count(*) AS rows, min(epoch) AS first, max(epoch) AS last, min(seconds) AS least_seconds, max(seconds) AS most_seconds
       FROM epochs WHERE run_key = ?`,
      key,
    );
    parse(epochsValues(startEpoch(run), run.epochsDone), epochs, `${where}, epochs`);
    const named = 'SELECT DISTINCT nan_columns FROM epochs WHERE run_key = ? AND nan_columns IS NOT NULL';
    for (const row of this.#rows(named, key)) parse(epochNanColumns, row, `${where}, epochs`);
    this.#checkSnapshots(key, run, where);
    return run;
  }

  #checkSnapshots(key: number, run: ExportedRun, where: string): void {
    const snapshots = this.#connection
      .prepare<[number], Row & { readonly epoch: number; readonly frame: Uint8Array }>(
        'SELECT epoch, outside, nan_metrics, frame FROM snapshots WHERE run_key = ? ORDER BY epoch',
      )
      .iterate(key);
    for (const snapshot of snapshots) {
      const at = `${where}, snapshot of epoch ${snapshot.epoch}`;
      parse(snapshotValues, snapshot, at);
      if (snapshot.epoch > run.epochsDone) refuseRunFile('run-file-invalid', `${at}: the run has not trained so far`);
      checkFrame(decodeFrame(snapshot.frame), run.axes, at);
    }
  }

  #rows(sql: string, key: number): Row[] {
    return this.#connection.prepare<[number], Row>(sql).all(key);
  }
}

function parse(schema: z.ZodType, value: unknown, where: string): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const [{ path, message }] = parsed.error.issues;
  refuseRunFile('run-file-invalid', `${[where, path.join('.')].filter((part) => part !== '').join(', ')}: ${message}`);
}

function exportedRun(run: Run, seed: Row[string], where: string): ExportedRun {
  if (!hasBegun(run)) return refuseRunFile('run-file-invalid', `${where} has not begun`);
  if (seed !== run.config.seed) refuseRunFile('run-file-invalid', `${where}: its seed is not that of its config`);
  if (run.lineage && run.lineage.epoch > run.epochsDone) {
    refuseRunFile('run-file-invalid', `${where} has fewer epochs than what it was forked from`);
  }
  if (run.epochsDone > run.config.epochs) {
    refuseRunFile('run-file-invalid', `${where} has ${run.epochsDone} epochs, but its length is ${run.config.epochs}`);
  }
  const { data, latent } = run.axes;
  for (const range of [...data, ...(latent ? [latent] : [])]) {
    const isRange = Number.isFinite(range.low) && Number.isFinite(range.high) && range.low < range.high;
    if (!isRange) refuseRunFile('run-file-invalid', `${where}: ${range.low} to ${range.high} is not a valid axis`);
  }
  return run;
}

function hasBegun(run: Run): run is ExportedRun {
  return 'axes' in run;
}

function checkFrame(frame: Frame, { data, latent }: Axes, where: string): void {
  const wrong = (what: string) => refuseRunFile('run-file-invalid', `${where}: ${what}`);
  if (frame.dimension !== data.length) wrong(`it shows ${frame.dimension} dimensions of ${data.length}`);
  if ((frame.averaged?.length ?? 0) > 2 * MOST_FRAME_VALUES) wrong('it has too many samples');
  if (frame.dimension === 2) {
    if (frame.points.length > 2 * MOST_FRAME_VALUES) wrong('it has too many points');
    if (frame.discriminator.length !== GRID_POINTS) wrong(`D is not on ${GRID_POINTS} points`);
    return;
  }
  if (frame.samples.length > MOST_FRAME_VALUES) wrong('it has too many samples');
  if ((frame.generator !== undefined) !== (latent !== undefined))
    wrong('it has a curve G(z) although it should not, or lacks one');
  for (const curve of [frame.discriminator, frame.generator]) {
    if (curve && (curve.length < 2 || curve.length > MOST_CURVE_POINTS)) wrong(`a curve has ${curve.length} points`);
  }
}
