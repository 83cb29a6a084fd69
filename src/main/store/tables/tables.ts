import type { Connection } from '../connection.ts';
import { checkpointTable } from './checkpoints.ts';
import { datasetTable } from './datasets.ts';
import { epochTable } from './epochs.ts';
import { groupLookTable } from './group-looks.ts';
import { noiseFloorTable } from './noise-floors.ts';
import { runStatusTable } from './run-statuses.ts';
import { runColours } from './run-colours.ts';
import { runTable } from './runs.ts';
import { snapshotTable } from './snapshots.ts';
import { studyTable } from './studies.ts';
import { summaryTable } from './summaries.ts';
import { sweepTable } from './sweeps.ts';

/** The queries of every table of a store. */
export type Tables = ReturnType<typeof tablesOf>;

export function tablesOf(connection: Connection) {
  const sweeps = sweepTable(connection);
  const runs = runTable(connection, sweeps);
  const epochs = epochTable(connection);
  const snapshots = snapshotTable(connection);
  return {
    runs,
    runColours: runColours(connection),
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
