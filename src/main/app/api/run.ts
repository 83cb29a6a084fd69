import { MOST_SKIPPED_LINES, type RUN_CHANNELS, type RUN_REQUESTS } from '../../../shared/api/run.ts';
import { packedBytes, type PackedSnapshot } from '../../../shared/frames/frame-codec.ts';
import { axesOf, type Run } from '../../../shared/run.ts';
import type { Application } from '../application.ts';
import { referenceJob } from '../../files/exports/figure-reference.ts';
import { readRunExtent } from '../../files/exports/run-extent.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Store } from '../../store/store.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';
import { RunFeed } from './run-feed.ts';
import { readLosses, readMetrics } from '../../files/run-series.ts';
import type { ReferenceJob } from '../../files/figures/reference.ts';
import { References } from '../../runs/previews/references.ts';

/** An answer is made, sent and read whole. */
const MOST_FRAME_BYTES = 8_000_000;

export function runRequests(application: Application): RequestHandlers<typeof RUN_REQUESTS> {
  const store = () => application.workbench.store;
  const references = new References();
  return {
    'run.frames': ({ run, epochs }) => firstFrames(store(), run, epochs),
    'run.checkpoints': ({ run }) =>
      store()
        .checkpoints.list(run)
        .map(({ epoch, kind }) => ({ epoch, kind })),
    'run.skipped_lines': ({ run }) => store().runs.skippedLines(run).slice(0, MOST_SKIPPED_LINES),
    'run.extent': ({ run }) => readRunExtent(store(), store().runs.get(run)),
    'run.reference': ({ run: id }) => {
      const run = store().runs.get(id);
      return references.of(id, () => application.draws.ask({ kind: 'reference', job: recordedJob(store(), run) }));
    },
    'run.series': ({ run, from, to, width }) => {
      const range = { after: from - 1, last: to };
      return { losses: readLosses(store(), run, range, width), metrics: readMetrics(store(), run, range, width) };
    },
  };
}

export function runChannels(application: Application): ChannelHandlers<typeof RUN_CHANNELS> {
  return { run: (input, ready) => new RunFeed(application.workbench, input, ready) };
}

/** The snapshots of `epochs`, one at least, until they take as much as one answer may. */
function firstFrames(store: Store, run: string, epochs: readonly number[]): PackedSnapshot[] {
  const frames: PackedSnapshot[] = [];
  let bytes = 0;
  for (const snapshot of store.snapshots.walkExact(run, epochs)) {
    bytes += packedBytes(snapshot);
    if (frames.length > 0 && bytes > MOST_FRAME_BYTES) break;
    frames.push(snapshot);
  }
  return frames;
}

/** The job that computes what does not change over a run. Throws `nothing-recorded`. */
function recordedJob(store: Store, run: Run): ReferenceJob {
  const axes = axesOf(run);
  if (!axes) {
    throw new WorkbenchError('nothing-recorded', `Run ${run.id} is ${run.status} and has nothing to draw yet.`);
  }
  return referenceJob(store, run, axes);
}
