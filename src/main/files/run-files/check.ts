import { dataDimension } from '../../../shared/config/memory.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { CsvDataset } from '../../store/tables/datasets.ts';
import { RunFileContents, type ExportedRun } from '../../store/run-files/contents.ts';
import { groupHash } from '../../store/group-hash.ts';
import { checkCheckpoint, mostCheckpointBytes } from './check-checkpoints.ts';

/** A JavaScript module of a run file. Drawing or training its runs executes it, with all rights of the user. */
export interface ForeignModule {
  readonly digest: string;
  readonly name: string;
  readonly source: string;
}

/** A run file of which all was read and nothing is wrong. */
export interface CheckedRunFile {
  readonly runs: number;
  /** Each once. */
  readonly modules: readonly ForeignModule[];
}

/**
 * Reads and checks a whole run file. `file` is a copy that no other process changes. Throws a `RunFileFault`, whose message does
 * not name the file.
 */
export function checkRunFile(
  file: string,
  progress: (done: number, total: number) => void = () => undefined,
): CheckedRunFile {
  const contents = new RunFileContents(file);
  try {
    const ids = contents.ids();
    const modules = new Map<string, ForeignModule>();
    for (const [index, id] of ids.entries()) {
      const run = contents.checkedRun(id);
      checkConfigured(contents, run);
      for (const dataset of contents.datasets(run)) {
        if (dataset.kind === 'module') modules.set(dataset.digest, dataset);
        else checkRows(run, dataset);
      }
      progress(index + 1, ids.length);
    }
    return { runs: ids.length, modules: [...modules.values()] };
  } finally {
    contents.close();
  }
}

/** What of a run follows from its config. */
function checkConfigured(contents: RunFileContents, run: ExportedRun): void {
  const { id, config, axes, build } = run;
  const dimension = dataDimension(config.target);
  if (axes.data.length !== dimension || (axes.latent !== undefined && config.generator.latent_dimension > 1)) {
    throw invalid(run, 'its axes are not those of its config');
  }
  if (run.group !== groupHash(config, build.engine, run.lineage))
    throw invalid(run, 'its group is not that of its config');
  for (const checkpoint of contents.checkpoints(id, mostCheckpointBytes(config, dimension))) {
    checkCheckpoint(run, dimension, checkpoint);
  }
}

/** What a run says of its table. */
function checkRows(run: ExportedRun, { values, columns, skippedLines }: CsvDataset): void {
  const { read, skipped } = run.tableRows ?? { read: 0, skipped: 0 };
  if (read !== values.length / columns.length || skipped !== skippedLines.length) {
    throw invalid(run, 'its number of rows differs from that of its table');
  }
}

function invalid({ id }: ExportedRun, reason: string): WorkbenchError {
  return new WorkbenchError('run-file-invalid', `run ${id}: ${reason}`);
}
