import { targetShape, type TargetShape } from '../../../shared/figures/target-shape.ts';
import type { Axes, Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { lawsOf } from '../../training/laws.ts';
import { randomStream } from '../../training/random.ts';
import { filesFromStore } from '../data/files.ts';

/** What figures of a run draw of its laws, from what the store keeps of them. */
export async function figureReference(
  store: Store,
  { config }: Run,
  axes: Axes,
): Promise<{ readonly laws: Awaited<ReturnType<typeof lawsOf>>; readonly target: TargetShape }> {
  const laws = await lawsOf(config, filesFromStore(config, store));
  const source = randomStream(config.seed, 'figure');
  return { laws, target: targetShape(laws.target, axes, config.snapshots.bins, source) };
}
