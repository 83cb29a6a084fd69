import type { RunReference } from '../../../shared/api/run.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import type { Law1D, Law2D } from '../../../shared/distributions/law.ts';
import { lawInOwnUnits } from '../../../shared/distributions/standardize.ts';
import { targetShape } from '../../../shared/figures/target-shape.ts';
import type { Axes } from '../../../shared/run.ts';
import { lawsOf, type RunLaws } from '../../training/laws.ts';
import type { JobFiles } from '../../training/messages.ts';
import { latentPoints } from '../../training/metrics/latent-curve.ts';
import { CURVE_POINTS, discriminatorPoints } from '../../training/observation.ts';
import { randomStream } from '../../training/random.ts';

/** What a run's laws are computed from. */
export interface ReferenceJob {
  readonly config: RunConfig;
  readonly axes: Axes;
  readonly files: JobFiles;
  readonly scales: RunLaws['scales'];
}

/** What does not change over a run: its target's shape and density, and the exact maps onto it. */
export async function runReference(job: ReferenceJob): Promise<RunReference> {
  const laws = await lawsOf(job.config, job.files, job.scales);
  try {
    return referenceOf(job, laws);
  } finally {
    laws.close();
  }
}

function referenceOf({ config, axes }: ReferenceJob, laws: RunLaws): RunReference {
  const target = lawInOwnUnits(laws.target, laws.scales);
  const shape = targetShape(target, axes, config.snapshots.bins, randomStream(config.seed, 'figure'));
  const points = discriminatorPoints(axes);
  if (target.dimension === 2) return { target: shape, density: densityInPlane(target, points), maps: undefined };
  const curve = latentPoints(laws.noise, axes, CURVE_POINTS);
  return {
    target: shape,
    density: densityOnLine(target, points),
    maps: curve && {
      increasing: curve.levels.map((level) => target.quantile(level)),
      decreasing: curve.levels.map((level) => target.quantile(1 - level)),
    },
  };
}

function densityOnLine({ density }: Law1D, points: Float32Array): Float64Array | undefined {
  return density && Float64Array.from(points, density);
}

function densityInPlane({ density }: Law2D, points: Float32Array): Float64Array | undefined {
  if (!density) return undefined;
  return Float64Array.from({ length: points.length / 2 }, (_, index) =>
    density(points[2 * index], points[2 * index + 1]),
  );
}
