import { floorsWithShare, shareUnitOf, summariesWithShares } from '../../shared/wasserstein-share.ts';
import type { GroupLook } from '../../shared/api/compare.ts';
import type { Study } from '../../shared/api/studies.ts';
import type { Sweep } from '../../shared/api/sweeps.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import type {
  EpochRecord,
  FinalEvaluation,
  Measurement,
  Run,
  RunError,
  RunStatus,
  Snapshot,
  Summary,
} from '../../shared/run.ts';
import type { SeriesChunk } from '../../shared/series/series.ts';
import type { SkippedLine } from '../../shared/table-rows.ts';
import { copyForBackup } from './care/backups.ts';
import type { CopyOptions, UnfinishedBackup } from './care/backups.ts';
import type { BucketChoice, EpochRange } from './tables/buckets.ts';
import { checkpointTable } from './tables/checkpoints.ts';
import type { CheckpointFacts, StoredCheckpoint } from './tables/checkpoints.ts';
import { explained, inUse, nameOf, write } from './connection.ts';
import type { Connection } from './connection.ts';
import { datasetKey, type DatasetKey } from './tables/dataset-keys.ts';
import { datasetTable } from './tables/datasets.ts';
import type { Dataset, DatasetFacts } from './tables/datasets.ts';
import { epochTable, type EpochColumn } from './tables/epochs.ts';
import { groupLookTable } from './tables/group-looks.ts';
import { noiseFloorTable } from './tables/noise-floors.ts';
import type { LawNoiseFloors } from './tables/noise-floors.ts';
import { openConnection, readOnlyReason } from './open.ts';
import type { OpenOptions } from './open.ts';
import { isOwnerAlive } from './owners.ts';
import { mergeRunFile, type MergedRun } from './run-files/merge.ts';
import { append, clear, truncate } from './tables/recording.ts';
import type { Recording } from './tables/recording.ts';
import { runOf } from './tables/run-rows.ts';
import type { RunTableRow } from './tables/run-rows.ts';
import { runStatusTable } from './tables/run-statuses.ts';
import type { RunStart } from './tables/run-statuses.ts';
import { runTable } from './tables/runs.ts';
import type { NewRun, RunFilter, RunFingerprint, RunOrder, SeedRun } from './tables/runs.ts';
import { snapshotTable } from './tables/snapshots.ts';
import { StoreFile } from './store-file.ts';
import { studyTable } from './tables/studies.ts';
import type { StudyChange } from './tables/studies.ts';
import { targetScaleOf } from './tables/target-scale.ts';
import { summaryTable } from './tables/summaries.ts';
import { sweepTable } from './tables/sweeps.ts';
import type { NewSweep } from './tables/sweeps.ts';

export interface RunListing {
  readonly run: Run;
  readonly summaries: readonly Summary[];
}

type Tables = ReturnType<typeof tablesOf>;

function tablesOf(connection: Connection) {
  const sweeps = sweepTable(connection);
  const runs = runTable(connection, sweeps);
  const epochs = epochTable(connection);
  const snapshots = snapshotTable(connection);
  return {
    runs,
    epochs,
    snapshots,
    statuses: runStatusTable(connection, runs),
    checkpoints: checkpointTable(connection),
    summaries: summaryTable(connection, epochs, snapshots),
    noiseFloors: noiseFloorTable(connection),
    datasets: datasetTable(connection),
    sweeps,
    studies: studyTable(connection),
    groupLooks: groupLookTable(connection),
  };
}

/**
 * All runs of one SQLite file. Every change is one short transaction: it is in the file when the function returns, or it
 * threw and nothing is. Functions that name a run throw `run-not-found`; what `isStoreUnusable` knows can come from any
 * that changes something.
 */
export class Store {
  readonly path: string;
  #connection: Connection;
  #file: StoreFile;
  #tables: Tables;
  readonly #isForWriting: boolean;
  #beforeWrite: () => void = () => undefined;

  constructor(connection: Connection) {
    this.path = nameOf(connection);
    this.#connection = connection;
    this.#isForWriting = !connection.readonly && connection.pragma('query_only', { simple: true }) === 0;
    this.#file = new StoreFile(nameOf(connection));
    this.#tables = tablesOf(connection);
  }

  close(): void {
    this.#connection.close();
  }

  /** Why it can only be read; undefined where it can be written. */
  get readOnlyReason(): string | undefined {
    return this.#isForWriting ? undefined : (readOnlyReason(this.path) ?? 'it was opened to be read');
  }

  /** The file that is read: the store's own, or a copy where nobody may write beside that. */
  get readFile(): string {
    return this.#connection.name;
  }

  /** Copies the store for a backup while it goes on being used; `finishBackup` makes it one. */
  copyForBackup(kind: 'automatic' | 'requested', options: CopyOptions = {}): Promise<UnfinishedBackup> {
    return copyForBackup(this.#connection, kind, options);
  }

  /** Has `guard` called before every change that is no part of a larger one; what it throws refuses the change. */
  guardChanges(guard: () => void): void {
    this.#beforeWrite = guard;
  }

  /** How long a change waits for another process's, `store-busy` after that: nothing else is done meanwhile. */
  setPatience(milliseconds: number): void {
    this.#connection.pragma(`busy_timeout = ${milliseconds}`);
  }

  /** Throws `store-gone` or `store-replaced` where the path no longer leads to the file that is open. */
  verifyFile(): void {
    if (!this.#isForWriting) return;
    if (!this.#file.verify() || !this.#connection.open) this.#openAgain();
  }

  /** A number that changes when another connection, of this process or another, has written. */
  dataVersion(): number {
    return Number(this.#connection.pragma('data_version', { simple: true }));
  }

  /** Makes all changes of `work` one transaction: they are in the file together when it returns, or it threw and none is. */
  atomically<Result>(work: () => Result): Result {
    return this.#write(work);
  }

  // Runs

  /** Queues a run. Throws `run-exists`. */
  createRun(run: NewRun): void {
    this.#write(() => {
      const { target } = run.config;
      const table = target.law === 'csv' ? this.datasetFacts(datasetKey(target)) : undefined;
      const runKey = this.#tables.runs.insert(run, table?.rows);
      if (run.fork) this.#tables.checkpoints.keep(runKey, run.fork.checkpoint);
    });
  }

  getRun(id: string): Run {
    return runOf(this.#tables.runs.row(id));
  }

  /** undefined where there is none, as of a parent that was deleted. */
  getRunIfAny(id: string): Run | undefined {
    const row = this.#tables.runs.rowIfAny(id);
    return row && runOf(row);
  }

  /** The run of this id, of the one name, or of the one id that begins so. Throws `run-not-found` or `run-ambiguous`. */
  findRun(text: string): Run {
    return this.#tables.runs.find(text);
  }

  listRuns(filter: RunFilter = {}, order: RunOrder = 'newest first'): RunListing[] {
    const rows = this.#tables.runs.list(filter, order);
    return rows.map((row) => ({ run: runOf(row), summaries: this.#summaries(row) }));
  }

  /** A run with its summaries, as `listRuns` gives it. */
  getListing(id: string): RunListing {
    const row = this.#tables.runs.row(id);
    return { run: runOf(row), summaries: this.#summaries(row) };
  }

  /** The runs of a group that are not in the trash and have one of these statuses, oldest first. */
  seedsOfGroup(group: string, status: readonly RunStatus[]): SeedRun[] {
    return this.#tables.runs.seedsOf(group, status);
  }

  hasRuns(): boolean {
    return !this.#tables.runs.isEmpty();
  }

  /** The runs that were forked from this one, whether it is still there or not, in the order of their creation. */
  forksOf(id: string): Run[] {
    return this.#tables.runs.childrenOf(id).map(runOf);
  }

  /** Every run, newest first, with what tells whether it has changed. */
  runFingerprints(): RunFingerprint[] {
    return this.#tables.runs.fingerprints();
  }

  /** How every loss and metric went; of a run in training, so far. */
  readSummaries(id: string): Summary[] {
    return this.#summaries(this.#tables.runs.row(id));
  }

  renameRun(id: string, name: string): void {
    this.#write(() => this.#tables.runs.rename(id, name));
  }

  setNotes(id: string, notes: string): void {
    this.#write(() => this.#tables.runs.setNotes(id, notes));
  }

  setTags(id: string, tags: readonly string[]): void {
    this.#write(() => this.#tables.runs.setTags(id, tags));
  }

  setStar(id: string, starred: boolean): void {
    this.#write(() => this.#tables.runs.setStar(id, starred));
  }

  /** Puts a run into the trash, where it keeps all it has. Throws `run-in-training`. */
  trashRun(id: string, at: string): void {
    this.#write(() => this.#tables.runs.trash(id, at));
  }

  restoreRun(id: string): void {
    this.#write(() => this.#tables.runs.restore(id));
  }

  /** What was recorded of a run, in bytes, about. */
  measureRun(id: string): number {
    return this.#tables.runs.bytes(id);
  }

  /** What the store takes on the disk, in bytes. */
  bytes(): number {
    return (
      Number(this.#connection.pragma('page_count', { simple: true })) *
      Number(this.#connection.pragma('page_size', { simple: true }))
    );
  }

  /** Gives a run that is not training another configuration, such as a longer one. Throws `run-in-training`. */
  setConfig(id: string, config: RunConfig, group: string): void {
    this.#write(() => this.#tables.runs.setConfig(id, config, group));
  }

  /** Gives a run that is about to wait a longer configuration; taken out of the queue it has again the one it had. Throws `run-in-training`. */
  lengthenRun(id: string, config: RunConfig, group: string): void {
    this.#write(() => this.#tables.runs.lengthen(id, config, group));
  }

  /**
   * Deletes those of these runs that are in the trash, with all that was recorded of them, and gives the space back to
   * the disk. Throws `run-in-training` where somebody is about to train one of them: then none is deleted.
   */
  purgeRuns(ids: readonly string[]): void {
    this.#write(() => {
      for (const id of ids) this.#tables.runs.purge(id);
    });
    this.#connection.pragma('incremental_vacuum');
  }

  // Who trains a run, and where it stands

  /** Makes `owner` the one that trains a run; false where another is. */
  claimRun(id: string, owner: string): boolean {
    return this.#write(() => this.#tables.statuses.claim(id, owner));
  }

  /** Whether somebody trains a run or is about to. */
  isClaimed(id: string): boolean {
    return this.#tables.statuses.isClaimed(id);
  }

  /**
   * Claims every run that waits to begin or to go on, and every one of a sweep that was cut off, and gives their ids in the
   * order they are to be trained: those that were cut off first.
   */
  claimWaiting(owner: string): string[] {
    return this.#write(() => this.#tables.statuses.claimWaiting(owner));
  }

  /** Has runs that do not train wait before all others, in this order. */
  queueFirst(ids: readonly string[]): void {
    this.#write(() => this.#tables.statuses.queueFirst(ids));
  }

  /** Has runs that do not train wait behind all others, in this order. */
  queueLast(ids: readonly string[]): void {
    this.#write(() => this.#tables.statuses.queueLast(ids));
  }

  /** Gives up a claim on a run that is not training; one that waits goes on waiting. */
  releaseRun(id: string): void {
    this.#write(() => this.#tables.statuses.release(id));
  }

  /** Takes a run that is not training out of the queue, and gives up the claim on it: one that was to go on is again what it was. */
  withdrawRun(id: string): void {
    this.#write(() => this.#tables.statuses.withdraw(id));
  }

  /** Training begins, or goes on after an end or an interruption. Throws `run-status` or `run-not-claimed`. */
  startRun(id: string, start: RunStart, noiseFloors: LawNoiseFloors): void {
    this.#write(() => {
      const runKey = this.#tables.statuses.start(id, start);
      this.#tables.noiseFloors.replace(runKey, noiseFloors);
    });
  }

  pauseRun(id: string): void {
    this.#write(() => this.#tables.statuses.pause(id));
  }

  /** From paused to running. */
  resumeRun(id: string): void {
    this.#write(() => this.#tables.statuses.resume(id));
  }

  finishRun(id: string, final: FinalEvaluation, at: string): void {
    this.#end(id, () => this.#tables.statuses.finish(id, final, at));
  }

  /** Ends a run in training, or one that was cut off. `reason` where the program stopped it. */
  stopRun(id: string, at: string, reason?: string): void {
    this.#end(id, () => this.#tables.statuses.stop(id, at, reason));
  }

  failRun(id: string, error: RunError, at: string): void {
    this.#end(id, () => this.#tables.statuses.fail(id, error, at));
  }

  /** Cuts a run in training off where it stands, for a reason that is kept, and frees it: it can go on from its last checkpoint. */
  interruptRun(id: string, error: RunError): void {
    this.#end(id, () => this.#tables.statuses.interrupt(id, error));
  }

  /** Marks as interrupted what a process that no longer lives was training, and frees what it had claimed. Gives the ids marked. */
  markInterrupted(): string[] {
    if (!this.#isForWriting) return [];
    const dead = this.#tables.statuses.owners().filter((owner) => !isOwnerAlive(this.path, owner));
    if (dead.length === 0) return [];
    return this.#write(() => {
      const interrupted = dead.flatMap((owner) => this.#tables.statuses.interruptAllOf(owner));
      for (const { run_key, epochs_done } of interrupted) this.#tables.summaries.write(run_key, epochs_done);
      return interrupted.map(({ id }) => id);
    });
  }

  // What a run recorded

  /** Writes one message of a run in training. Throws `run-status`. */
  record(recording: Recording): void {
    this.#write(() => append(this.#tables, recording));
  }

  /**
   * Takes a run back to its checkpoint of `epoch`: deletes what was recorded after it, and the snapshot of that epoch where `keepsSnapshot`
   * says that the run has none there. Throws `checkpoint-not-found`.
   */
  truncateAfter(id: string, epoch: number, keepsSnapshot = true): void {
    this.#write(() => truncate(this.#tables, id, epoch, keepsSnapshot));
  }

  /** Makes a kept checkpoint the rolling one, to be overwritten by the next. */
  unkeepCheckpoint(id: string, epoch: number): void {
    this.#write(() => this.#tables.checkpoints.unkeep(this.#key(id), epoch));
  }

  /** Takes a run back to its beginning: deletes all that was recorded of it. */
  clearRecorded(id: string): void {
    this.#write(() => clear(this.#tables, id));
  }

  /** The epochs after `afterEpoch`, in order. */
  readEpochs(id: string, afterEpoch = -1): EpochRecord[] {
    return this.#tables.epochs.read(this.#key(id), afterEpoch);
  }

  /** The epochs of `range`, as buckets of so many epochs. */
  readLossBuckets(id: string, range: EpochRange, size: number, choice?: BucketChoice<EpochColumn>): SeriesChunk {
    return this.#tables.epochs.readBuckets(this.#key(id), range, size, choice);
  }

  /** The metrics of the snapshots in `range` that there are, as buckets of so many epochs. */
  readMetricBuckets(id: string, range: EpochRange, size: number, choice?: BucketChoice): SeriesChunk {
    return this.#tables.snapshots.readBuckets(this.#key(id), range, size, choice);
  }

  /** The epochs of the snapshots after `afterEpoch`, in order. */
  readSnapshotEpochs(id: string, afterEpoch = -1): Float64Array {
    return this.#tables.snapshots.readEpochs(this.#key(id), afterEpoch);
  }

  /** The snapshot of exactly this epoch; undefined where the run has none. */
  readExactSnapshot(id: string, epoch: number): Snapshot | undefined {
    return this.#tables.snapshots.readExact(this.#key(id), epoch);
  }

  /** Those of these epochs that have a snapshot, in their order, each read when it is asked for. */
  walkExactSnapshots(id: string, epochs: Iterable<number>): Iterable<Snapshot> {
    return this.#tables.snapshots.walkExact(this.#key(id), epochs);
  }

  /** The snapshots after `afterEpoch`, in order. */
  readSnapshots(id: string, afterEpoch = -1): Snapshot[] {
    return this.#tables.snapshots.read(this.#key(id), afterEpoch);
  }

  /** The snapshots after `afterEpoch` without their frames, in order. */
  readMeasurements(id: string, afterEpoch = -1): Measurement[] {
    return this.#tables.snapshots.readMeasurements(this.#key(id), afterEpoch);
  }

  /** The snapshot nearest to `epoch`; undefined where the run has none. */
  readSnapshot(id: string, epoch: number): Snapshot | undefined {
    return this.#tables.snapshots.readNearest(this.#key(id), epoch);
  }

  listCheckpoints(id: string): CheckpointFacts[] {
    return this.#tables.checkpoints.list(this.#key(id));
  }

  /** The newest checkpoint of all, or the kept one nearest to an epoch; undefined where there is none. */
  readCheckpoint(id: string, epoch: number | 'last'): StoredCheckpoint | undefined {
    const key = this.#key(id);
    const { checkpoints } = this.#tables;
    return epoch === 'last' ? checkpoints.readNewest(key) : checkpoints.readNearest(key, epoch);
  }

  /** The checkpoint of exactly this epoch; undefined where the run has none. */
  readExactCheckpoint(id: string, epoch: number): StoredCheckpoint | undefined {
    return this.#tables.checkpoints.readExact(this.#key(id), epoch);
  }

  readNoiseFloors(id: string): NoiseFloor[] {
    const row = this.#tables.runs.row(id);
    return floorsWithShare(this.#tables.noiseFloors.read(row.run_key), shareUnitOf(targetScaleOf(row)));
  }

  /** The noise floors that a run with this law and number of samples was given before; empty where there is none. */
  findNoiseFloors(law: string, samples: number): NoiseFloor[] {
    return this.#tables.noiseFloors.readByLaw(law, samples);
  }

  // Experiments of many runs

  createSweep(sweep: NewSweep): void {
    this.#write(() => this.#tables.sweeps.insert(sweep));
  }

  /** Throws `sweep-not-found`. */
  getSweep(id: string): Sweep {
    return this.#tables.sweeps.get(id);
  }

  /** Newest first. */
  listSweeps(): Sweep[] {
    return this.#tables.sweeps.list();
  }

  renameSweep(id: string, name: string): void {
    this.#write(() => this.#tables.sweeps.rename(id, name));
  }

  /** Forgets that its runs belong together; the runs stay. */
  removeSweep(id: string): void {
    this.#write(() => this.#tables.sweeps.remove(id));
  }

  saveStudy(study: Study): void {
    this.#write(() => this.#tables.studies.insert(study));
  }

  /** Newest first. */
  listStudies(): Study[] {
    return this.#tables.studies.list();
  }

  /** Throws `study-not-found`. */
  changeStudy(id: string, change: StudyChange): void {
    this.#write(() => this.#tables.studies.change(id, change));
  }

  /** Its runs stay. */
  removeStudy(id: string): void {
    this.#write(() => this.#tables.studies.remove(id));
  }

  /**
   * Notes that these groups (by their hashes) are compared at this time, and tells when each was for the first time; in a store that is
   * only read, of those that were compared before.
   */
  lookAtGroups(groups: readonly string[], at: string): GroupLook[] {
    if (!this.#isForWriting) return this.#tables.groupLooks.read(groups);
    return this.#write(() => this.#tables.groupLooks.look(groups, at));
  }

  // Runs on their way from another store

  /** Takes the runs of a checked run file over, all of them or none; `at` is UTC, ISO 8601. Throws `dataset-differs`. */
  importRuns(checkedFile: string, at: string): MergedRun[] {
    return mergeRunFile(this.#connection, checkedFile, at, (work) => this.#write(work));
  }

  // The users' own data

  /** Keeps a dataset; the same one again changes nothing. */
  putDataset(dataset: Dataset, createdAt: string): void {
    this.#write(() => this.#tables.datasets.put(dataset, createdAt));
  }

  /** Columns of a table, or a module. Throws `dataset-not-found`. */
  getDataset(key: DatasetKey): Dataset {
    return this.#tables.datasets.get(key);
  }

  /** Like `getDataset`; undefined where there is none. */
  findDataset(key: DatasetKey): Dataset | undefined {
    return this.#tables.datasets.find(key);
  }

  /** What is known of a dataset without reading it; undefined where there is none. */
  datasetFacts(key: DatasetKey): DatasetFacts | undefined {
    return this.#tables.datasets.facts(key);
  }

  /** The lines of the user's table that a run does without, in order. */
  readSkippedLines(id: string): readonly SkippedLine[] {
    const { target } = this.getRun(id).config;
    return target.law === 'csv' ? this.#tables.datasets.skippedLines(datasetKey(target)) : [];
  }

  #write<Result>(work: () => Result): Result {
    if (!this.#isForWriting) throw readOnly(this.path, this.readOnlyReason);
    if (!this.#connection.inTransaction) {
      this.#beforeWrite();
      this.verifyFile();
    }
    return write(this.#connection, work);
  }

  /** Its log was deleted, and is there for this connection alone: what it holds goes into the file, and a new one is begun. */
  #openAgain(): void {
    try {
      // Closed already where an attempt before this one could not open it.
      if (this.#connection.open) {
        const [{ busy }] = this.#connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
        if (busy !== 0) throw inUse(this.path);
        // First: within one process a new connection would share what the old one has of the log.
        this.#connection.close();
      }
      this.#connection = openConnection(this.path);
      this.#file = new StoreFile(this.path);
      this.#tables = tablesOf(this.#connection);
    } catch (error) {
      throw explained(error, this.path);
    }
  }

  #key(id: string): number {
    return this.#tables.runs.row(id).run_key;
  }

  #summaries(row: RunTableRow): Summary[] {
    const { run_key, status, epochs_done } = row;
    const { summaries } = this.#tables;
    const training = status === 'running' || status === 'paused';
    const recorded = training ? summaries.compute(run_key, epochs_done) : summaries.read(run_key);
    return summariesWithShares(recorded, shareUnitOf(targetScaleOf(row)));
  }

  #end(id: string, change: () => number): void {
    this.#write(() => {
      const runKey = change();
      this.#tables.summaries.write(runKey, this.#tables.runs.row(id).epochs_done);
      this.#tables.checkpoints.removeOvertaken(runKey);
    });
  }
}

function readOnly(path: string, why = 'it was opened to be read'): WorkbenchError {
  const message = `${path} is read only: ${why}. Its runs can be looked at, compared and exported, and nothing can be changed.`;
  return new WorkbenchError('store-not-writable', message);
}

/** Opens the store at `path`, or creates it; see `openConnection` for what it refuses. */
export function openStore(path: string, options: OpenOptions = {}): Store {
  return new Store(openConnection(path, options));
}
