import type { StoreCheck, StoreCheckKind } from '../../../shared/api/store.ts';
import { unpackCheckpoint } from '../tables/checkpoint-codec.ts';
import { explained, type Connection } from '../connection.ts';
import { decodeFrame } from '../../../shared/frames/frame-codec.ts';
import { foreignKeyProblems, integrityProblems, quickProblems } from './problems.ts';
import { runOf } from '../tables/run-rows.ts';
import { runTable } from '../tables/runs.ts';
import { sweepTable } from '../tables/sweeps.ts';
import { openConnection } from '../open.ts';

/** The most problems that are reported. */
const MOST_PROBLEMS = 100;

/**
 * Checks a store for damage, through a read-only connection. `quick` lets SQLite check every page and row; `full` also
 * compares every index with its rows, and reads every config, snapshot and kept checkpoint. `proceed` is called before
 * each of these, and can end the check by throwing. Throws the errors of opening the store, except damage.
 */
export function checkStore(path: string, kind: StoreCheckKind, proceed: () => void = () => undefined): StoreCheck {
  const at = new Date().toISOString();
  const start = performance.now();
  const problems = problemsOf(path, kind, proceed);
  return { kind, at, seconds: (performance.now() - start) / 1000, problems };
}

function problemsOf(path: string, kind: StoreCheckKind, proceed: () => void): string[] {
  let connection;
  try {
    connection = openConnection(path, { readonly: true });
    return kind === 'quick' ? quickProblems(connection, { most: MOST_PROBLEMS }) : allProblems(connection, proceed);
  } catch (error) {
    const shown = explained(error, path);
    if (shown instanceof Error && 'code' in shown && shown.code === 'store-damaged') return [shown.message];
    throw shown;
  } finally {
    connection?.close();
  }
}

function allProblems(connection: Connection, proceed: () => void): string[] {
  const structure = [...integrityProblems(connection, MOST_PROBLEMS), ...foreignKeyProblems(connection)];
  // If SQLite cannot read it, it cannot be decoded either.
  return structure.length > 0 ? structure : contentProblems(connection, proceed).slice(0, MOST_PROBLEMS);
}

function contentProblems(connection: Connection, proceed: () => void): string[] {
  const runs = runTable(connection, sweepTable(connection));
  const all = connection
    .prepare<[], { run_key: number; id: string; name: string }>('SELECT run_key, id, name FROM runs ORDER BY run_key')
    .all();
  const frames = connection.prepare<[number], { epoch: number; bytes: Uint8Array }>(
    'SELECT epoch, frame AS bytes FROM snapshots WHERE run_key = ? ORDER BY epoch',
  );
  const kept = connection.prepare<[number], { epoch: number; bytes: Uint8Array }>(
    `SELECT epoch, bytes FROM checkpoints WHERE run_key = ? AND kind = 'kept' ORDER BY epoch`,
  );
  const found: string[] = [];
  for (const { run_key, id, name } of all) {
    const say = (what: string, error: unknown) =>
      found.push(
        `run ${id} (${name}): ${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    attempt(
      () => runOf(runs.row(id)),
      (error) => say('its row', error),
    );
    for (const { epoch, bytes } of frames.iterate(run_key)) {
      proceed();
      attempt(
        () => decodeFrame(bytes),
        (error) => say(`the snapshot of epoch ${epoch}`, error),
      );
    }
    for (const { epoch, bytes } of kept.iterate(run_key)) {
      proceed();
      attempt(
        () => unpackCheckpoint(bytes),
        (error) => say(`the checkpoint of epoch ${epoch}`, error),
      );
    }
    if (found.length > MOST_PROBLEMS) break;
  }
  return found;
}

function attempt(read: () => unknown, failed: (error: unknown) => void): void {
  try {
    read();
  } catch (error) {
    failed(error);
  }
}
