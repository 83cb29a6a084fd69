import { sql as runs } from './0001-runs.ts';
import { sql as epochsSnapshotsSummaries } from './0002-epochs-snapshots-summaries.ts';
import { sql as checkpoints } from './0003-checkpoints.ts';
import { sql as datasets } from './0004-datasets.ts';
import { sql as views } from './0005-views.ts';
import { sql as marks } from './0006-marks.ts';
import { sql as engine } from './0007-engine.ts';
import { sql as experiments } from './0008-experiments.ts';
import { sql as lineage } from './0009-lineage.ts';
import { sql as runFiles } from './0010-run-files.ts';
import { sql as datasetIdentity } from './0011-dataset-identity.ts';
import { sql as targetScale } from './0012-target-scale.ts';
import { sql as metricRules } from './0013-metric-rules.ts';
import { sql as waitingAgain } from './0014-waiting-again.ts';
import { sql as tableRows } from './0015-table-rows.ts';
import { sql as sweepGroups } from './0016-sweep-groups.ts';
import { sql as moduleByteOrderMark } from './0017-module-byte-order-mark.ts';
import { sql as gradientNorms } from './0018-gradient-norms.ts';

/** Migration n, counted from 1, takes a store from version n − 1 to n. Append only: one that was released never changes. */
export const MIGRATIONS: readonly string[] = [
  runs,
  epochsSnapshotsSummaries,
  checkpoints,
  datasets,
  views,
  marks,
  engine,
  experiments,
  lineage,
  runFiles,
  datasetIdentity,
  targetScale,
  metricRules,
  waitingAgain,
  tableRows,
  sweepGroups,
  moduleByteOrderMark,
  gradientNorms,
];
