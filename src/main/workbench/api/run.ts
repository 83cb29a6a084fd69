import type { RUN_CHANNELS, RUN_REQUESTS, RunReference } from '../../../shared/api/run.ts';
import type { Run, Snapshot } from '../../../shared/run.ts';
import { snapshotBytes } from '../../../shared/snapshot-bytes.ts';
import { latentPoints } from '../../training/metrics/latent-curve.ts';
import { CURVE_POINTS, discriminatorPoints } from '../../training/observation.ts';
import type { Application } from '../application.ts';
import { figureReference } from '../exports/figure-reference.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Store } from '../../store/store.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';
import { RunFeed } from './run-feed.ts';
import { readLosses, readMetrics } from '../run-series.ts';

/** A frame of the largest snapshot takes 800 kB, and an answer is made, sent and read whole. */
const MOST_FRAME_BYTES = 8_000_000;

export function runRequests(application: Application): RequestHandlers<typeof RUN_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'run.frames': ({ run, epochs }) => firstFrames(store(), run, epochs),
    'run.reference': ({ run }) => reference(store(), store().getRun(run)),
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
function firstFrames(store: Store, run: string, epochs: readonly number[]): Snapshot[] {
  const frames: Snapshot[] = [];
  let bytes = 0;
  for (const epoch of epochs) {
    const snapshot = store.readExactSnapshot(run, epoch);
    if (!snapshot) continue;
    bytes += snapshotBytes(snapshot);
    if (frames.length > 0 && bytes > MOST_FRAME_BYTES) break;
    frames.push(snapshot);
  }
  return frames;
}

/** What does not change over a run: its target's shape and density, and the exact maps onto it. */
async function reference(store: Store, run: Run): Promise<RunReference> {
  if (!('axes' in run)) {
    throw new WorkbenchError('nothing-recorded', `Run ${run.id} is ${run.status} and has nothing to draw yet.`);
  }
  const { axes } = run;
  const {
    laws: { target, noise },
    target: shape,
  } = await figureReference(store, run, axes);
  const points = discriminatorPoints(axes);
  if (target.dimension === 2) {
    const density =
      target.density &&
      Float64Array.from({ length: points.length / 2 }, (_, index) =>
        densityAt(target.density, points[2 * index], points[2 * index + 1]),
      );
    return { target: shape, density, maps: undefined };
  }
  const curve = latentPoints(noise, axes, CURVE_POINTS);
  return {
    target: shape,
    density: target.density && Float64Array.from(points, target.density),
    maps: curve && {
      increasing: curve.levels.map((level) => target.quantile(level)),
      decreasing: curve.levels.map((level) => target.quantile(1 - level)),
    },
  };
}

function densityAt(density: ((x: number, y: number) => number) | undefined, x: number, y: number): number {
  return density ? density(x, y) : NaN;
}
