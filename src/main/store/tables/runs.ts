import type { RunConfig } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Lineage, Run, RunStatus } from '../../../shared/run.ts';
import type { TableRows } from '../../../shared/table-rows.ts';
import { composed, spellings } from '../../../shared/text-order.ts';
import type { EncodedCheckpoint } from '../../../shared/checkpoint.ts';
import { nameOf, type Connection } from '../connection.ts';
import { runOf, storedConfig, type RunTableRow } from './run-rows.ts';

/** A new run to be queued. */
export interface NewRun {
  readonly id: string;
  readonly name: string;
  readonly config: RunConfig;
  /** Equal for runs that differ only in the seed. */
  readonly group: string;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** The sweep it belongs to. */
  readonly sweep?: string | undefined;
  /** The origin of a forked run. */
  readonly fork?: NewFork | undefined;
  /** Claims the run at once, so that no other process takes it from the queue. */
  readonly owner?: string;
}

/** The parent of a forked run, and the checkpoint that it starts from, which becomes its first. */
export interface NewFork {
  readonly lineage: Lineage;
  readonly checkpoint: EncodedCheckpoint;
}

export interface RunFilter {
  readonly status?: readonly RunStatus[];
  readonly group?: string;
  readonly tag?: string;
  /** True for runs in the trash, false for the others, undefined for both. */
  readonly trashed?: boolean;
}

/** A text that changes whenever a run's row does. */
export interface RunFingerprint {
  readonly id: string;
  readonly fingerprint: string;
}

/** A run of a group, by its seed. */
export interface SeedRun {
  readonly seed: number;
  readonly id: string;
}

export type RunOrder = 'newest first' | 'oldest first';

/** The place after all waiting runs. */
export const LAST_PLACE = '(SELECT coalesce(max(queue_place), 0) + 1 FROM runs WHERE queue_place IS NOT NULL)';

/** Queues a run that is not training, and stores its previous status; a run that already waits stays as it is. */
export const WAITS = `status = 'queued', status_before = CASE status WHEN 'queued' THEN status_before ELSE status END`;

/** Takes a run that waits to resume out of the queue: it has its previous status again. */
export const GOES_BACK = `queue_place = NULL, status = coalesce(status_before, status), status_before = NULL,
  config = CASE WHEN epochs_before IS NULL THEN config ELSE json_set(config, '$.epochs', epochs_before) END, epochs_before = NULL,
  group_hash = coalesce(group_before, group_hash), group_before = NULL`;

const SELECT = `SELECT runs.*,
    (SELECT json_group_array(tag) FROM tags WHERE tags.run_key = runs.run_key) AS tag_list,
    (SELECT sweeps.id FROM sweeps WHERE sweeps.sweep_key = runs.sweep_key) AS sweep_id,
    (SELECT outside FROM snapshots WHERE snapshots.run_key = runs.run_key ORDER BY epoch DESC LIMIT 1) AS last_outside
  FROM runs`;

/** The values of `parent`, `parent_epoch`, `parent_changes`, `parent_build` and `trunk_hash`. */
function lineageValues(lineage: Lineage | undefined): (string | number | null)[] {
  if (!lineage) return [null, null, null, null, null];
  const { parent, epoch, changes, build, trunk } = lineage;
  return [parent, epoch, JSON.stringify(changes), JSON.stringify(build), trunk];
}

export type RunTable = ReturnType<typeof runTable>;

export function runTable(connection: Connection, sweeps: { readonly key: (id: string) => number }) {
  const insert = connection.prepare(
    `INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at, notes, owner, sweep_key,
       parent, parent_epoch, parent_changes, parent_build, trunk_hash, epochs_done, training_seconds,
       table_rows, table_skipped_rows, queue_place, colour)
     VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${LAST_PLACE}, ?)`,
  );
  const insertTag = connection.prepare<[number, string]>(
    'INSERT INTO tags (run_key, tag) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const removeTags = connection.prepare<[number]>('DELETE FROM tags WHERE run_key = ?');
  const updateName = connection.prepare<[string, number]>('UPDATE runs SET name = ? WHERE run_key = ?');
  const updateNotes = connection.prepare<[string, number]>('UPDATE runs SET notes = ? WHERE run_key = ?');
  const updateConfig = connection.prepare(
    `UPDATE runs SET config = ?, config_version = ?, seed = ?, group_hash = ? WHERE run_key = ? AND status NOT IN ('running', 'paused')`,
  );
  // A run that waits for its first epoch has no previous status.
  const keepLength = connection.prepare<[number, number]>(
    `UPDATE runs SET epochs_before = coalesce(epochs_before, ?), group_before = coalesce(group_before, group_hash)
     WHERE run_key = ? AND (status <> 'queued' OR status_before IS NOT NULL)`,
  );
  const updateProgress = connection.prepare<[number, number, number]>(
    'UPDATE runs SET epochs_done = ?, training_seconds = ? WHERE run_key = ?',
  );
  const remove = connection.prepare<[number]>(
    `DELETE FROM runs WHERE run_key = ? AND status NOT IN ('running', 'paused') AND owner IS NULL`,
  );
  const select = connection.prepare<[string], RunTableRow>(`${SELECT} WHERE id = ?`);
  const selectByName = connection.prepare<[string], RunTableRow>(
    `${SELECT} WHERE name IN (SELECT value FROM json_each(?)) ORDER BY created_at, run_key`,
  );
  const selectByPrefix = connection.prepare<[{ prefix: string }], RunTableRow>(
    `${SELECT} WHERE substr(id, 1, length(@prefix)) = @prefix ORDER BY created_at, run_key`,
  );
  const selectByParent = connection.prepare<[string], RunTableRow>(
    `${SELECT} WHERE parent = ? ORDER BY created_at, run_key`,
  );
  const setStar = connection.prepare<[0 | 1, number]>('UPDATE runs SET starred = ? WHERE run_key = ?');
  const trash = connection.prepare<[string, number]>(
    `UPDATE runs SET trashed_at = coalesce(trashed_at, ?), queue_place = NULL WHERE run_key = ? AND status NOT IN ('running', 'paused') AND owner IS NULL`,
  );
  // A separate statement for the few waiting runs, because an update of status and group also writes their indexes and
  // takes 30 times as long.
  const goBack = connection.prepare<[number]>(
    `UPDATE runs SET ${GOES_BACK}
     WHERE run_key = ? AND (status_before IS NOT NULL OR epochs_before IS NOT NULL OR group_before IS NOT NULL)`,
  );
  const restore = connection.prepare<[number]>('UPDATE runs SET trashed_at = NULL WHERE run_key = ?');
  const fingerprints = connection.prepare<[], RunFingerprint>(
    `SELECT id, json_array(name, status, epochs_done, notes, starred, trashed_at, config, ended_at, sweep_key,
       (SELECT group_concat(tag, char(10)) FROM tags WHERE tags.run_key = runs.run_key)) AS fingerprint
     FROM runs ORDER BY created_at DESC, run_key DESC`,
  );
  const any = connection.prepare<[], number>('SELECT run_key FROM runs LIMIT 1').pluck();
  const seedsOf = connection.prepare<[{ group: string; status: string }], SeedRun>(
    `SELECT seed, id FROM runs
     WHERE group_hash = @group AND trashed_at IS NULL AND status IN (SELECT value FROM json_each(@status))
     ORDER BY created_at, run_key`,
  );
  const bytes = connection
    .prepare<[{ key: number }], number>(
      `SELECT (SELECT coalesce(sum(length(frame) + 200), 0) FROM snapshots WHERE run_key = @key)
         + (SELECT coalesce(sum(length(bytes)), 0) FROM checkpoints WHERE run_key = @key)
         + (SELECT 48 * count(*) FROM epochs WHERE run_key = @key)`,
    )
    .pluck();
  const list = connection.prepare<
    [{ status: string | null; group: string | null; tag: string | null; trashed: 0 | 1 | null }],
    RunTableRow
  >(
    `${SELECT} WHERE (@status IS NULL OR status IN (SELECT value FROM json_each(@status)))
       AND (@group IS NULL OR group_hash = @group)
       AND (@tag IS NULL OR EXISTS (SELECT 1 FROM tags WHERE tags.run_key = runs.run_key AND tag IN (SELECT value FROM json_each(@tag))))
       AND (@trashed IS NULL OR (trashed_at IS NOT NULL) = @trashed)
     ORDER BY created_at, run_key`,
  );

  /** The row of a run. Throws `run-not-found`. */
  function row(id: string): RunTableRow {
    const found = select.get(id);
    if (found === undefined)
      throw new WorkbenchError('run-not-found', `There is no run ${id} in ${nameOf(connection)}.`);
    return found;
  }

  function refuseChange(id: string, status: RunStatus, what: string): never {
    throw new WorkbenchError('run-in-training', `Run ${id} is ${status} and cannot be ${what}; stop it first.`);
  }

  function addTags(runKey: number, tags: readonly string[]): void {
    for (const tag of tags) insertTag.run(runKey, composed(tag));
  }

  return {
    row,
    rowIfAny(id: string): RunTableRow | undefined {
      return select.get(id);
    },
    /** Returns the key of the run. `tableRows` are those of the table that it trains on. */
    insert(run: NewRun, tableRows: TableRows | undefined, colour: number): number {
      const { id, name, config, group, createdAt, tags = [], notes = '', sweep, fork, owner } = run;
      if (select.get(id) !== undefined) throw new WorkbenchError('run-exists', `There is already a run ${id}.`);
      const { seed, version } = config;
      const { lastInsertRowid } = insert.run(
        id,
        composed(name),
        seed,
        JSON.stringify(config),
        version,
        group,
        createdAt,
        composed(notes),
        owner ?? null,
        sweep === undefined ? null : sweeps.key(sweep),
        ...lineageValues(fork?.lineage),
        fork?.checkpoint.epoch ?? 0,
        fork?.checkpoint.seconds ?? 0,
        tableRows?.read ?? null,
        tableRows?.skipped ?? null,
        colour,
      );
      const runKey = Number(lastInsertRowid);
      addTags(runKey, tags);
      return runKey;
    },
    /** The runs that were forked from this one, in the order of their creation. */
    childrenOf(id: string): RunTableRow[] {
      return selectByParent.all(id);
    },
    /**
     * The run with this id, with the only id that begins like this, or with this name if it is unique. Throws
     * `run-not-found` or `run-ambiguous`.
     */
    find(text: string): Run {
      const exact = select.get(text);
      if (exact !== undefined) return runOf(exact);
      const named = selectByName.all(JSON.stringify(spellings(text)));
      const found = named.length > 0 || text === '' ? named : selectByPrefix.all({ prefix: text });
      if (found.length === 0) {
        throw new WorkbenchError('run-not-found', `No run in ${nameOf(connection)} has the id or the name "${text}".`);
      }
      if (found.length > 1) {
        const ids = found.slice(0, 5).map(({ id }) => id);
        const more = found.length > ids.length ? `, and ${found.length - ids.length} more` : '';
        throw new WorkbenchError(
          'run-ambiguous',
          `"${text}" matches ${found.length} runs: ${ids.join(', ')}${more}; type more of the id.`,
        );
      }
      return runOf(found[0]);
    },
    list({ status, group, tag, trashed }: RunFilter, order: RunOrder): RunTableRow[] {
      const rows = list.all({
        status: status === undefined ? null : JSON.stringify(status),
        group: group ?? null,
        tag: tag === undefined ? null : JSON.stringify(spellings(tag)),
        trashed: trashed === undefined ? null : trashed ? 1 : 0,
      });
      return order === 'oldest first' ? rows : rows.reverse();
    },
    rename(id: string, name: string): void {
      updateName.run(composed(name), row(id).run_key);
    },
    setNotes(id: string, notes: string): void {
      updateNotes.run(composed(notes), row(id).run_key);
    },
    setTags(id: string, tags: readonly string[]): void {
      const { run_key: runKey } = row(id);
      removeTags.run(runKey);
      addTags(runKey, tags);
    },
    /** Changes the configuration of a run that is not training, for example to a longer one. */
    setConfig(id: string, config: RunConfig, group: string): void {
      const { run_key, status } = row(id);
      const { changes } = updateConfig.run(JSON.stringify(config), config.version, config.seed, group, run_key);
      if (changes === 0) refuseChange(id, status, 'given another configuration');
    },
    /**
     * Gives a run that is about to be queued a longer configuration. If it is taken out of the queue, it gets the old
     * one back.
     */
    lengthen(id: string, config: RunConfig, group: string): void {
      const { run_key, config: text } = row(id);
      keepLength.run(storedConfig(id, text).epochs, run_key);
      this.setConfig(id, config, group);
    },
    setProgress(runKey: number, epochsDone: number, seconds: number): void {
      updateProgress.run(epochsDone, seconds, runKey);
    },
    setStar(id: string, starred: boolean): void {
      setStar.run(starred ? 1 : 0, row(id).run_key);
    },
    /** Moves a run to the trash unless it trains or is claimed. */
    trash(id: string, at: string): void {
      const { run_key, status } = row(id);
      if (trash.run(at, run_key).changes === 0) refuseChange(id, status, 'put into the trash');
      goBack.run(run_key);
    },
    restore(id: string): void {
      restore.run(row(id).run_key);
    },
    /** The runs of a group with one of these statuses, oldest first. */
    seedsOf(group: string, status: readonly RunStatus[]): SeedRun[] {
      return seedsOf.all({ group, status: JSON.stringify(status) });
    },
    isEmpty(): boolean {
      return any.get() === undefined;
    },
    /** Every run, newest first. */
    fingerprints(): RunFingerprint[] {
      return fingerprints.all();
    },
    /** The approximate size of a run's recorded data. */
    bytes(id: string): number {
      return bytes.get({ key: row(id).run_key }) ?? 0;
    },
    /**
     * Deletes a run in the trash with all its recorded data. Runs that are not in the trash, or are already deleted,
     * are skipped.
     */
    purge(id: string): void {
      const found = select.get(id);
      if (found === undefined || found.trashed_at === null) return;
      if (remove.run(found.run_key).changes === 0) refuseChange(id, found.status, 'deleted');
    },
  };
}
