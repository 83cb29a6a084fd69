import { frameExtent, type FrameExtent } from '../../../shared/figures/frame-extent.ts';
import { unpackSnapshot } from '../../../shared/frames/frame-codec.ts';
import { axesOf, type Run, type Snapshot } from '../../../shared/run.ts';
import { dataDimension } from '../../../shared/config/memory.ts';
import type { Store } from '../../store/store.ts';
import { evenEpochs } from './even-epochs.ts';

/** So many snapshots stand for all of a run, fewer where they are large. */
const SNAPSHOTS = 64;
const SAMPLES = 1_000_000;
const LEAST_SNAPSHOTS = 8;

/** How far the pictures of a 1-D run reach over the epochs recorded so far; undefined in the plane, and before the first. */
export function readRunExtent(store: Store, run: Run): FrameExtent | undefined {
  const axes = axesOf(run);
  if (!axes || dataDimension(run.config.target) !== 1) return undefined;
  const { bins, samples } = run.config.snapshots;
  const most = Math.min(SNAPSHOTS, Math.max(LEAST_SNAPSHOTS, Math.floor(SAMPLES / samples)));
  const epochs = evenEpochs(store.snapshots.readEpochs(run.id, -1), most);
  return frameExtent(snapshotsOf(store, run.id, epochs), axes, bins);
}

function* snapshotsOf(store: Store, run: string, epochs: readonly number[]): Generator<Snapshot> {
  for (const packed of store.snapshots.walkExact(run, epochs)) yield unpackSnapshot(packed);
}
