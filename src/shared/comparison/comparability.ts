import equal from 'fast-deep-equal';
import type { RunRow } from '../api/runs.ts';
import type { RunConfig } from '../config/schema.ts';
import { counted } from '../counted.ts';
import { isOfEpochs } from '../metrics.ts';
import type { ComparedMeasure } from './measured.ts';
import type { SummaryMetric } from './summary-metric.ts';
import { isInPlane } from '../run.ts';

/** How two runs or groups can be compared by one of their metrics. */
export type Basis =
  | {
      readonly kind: 'compared';
      readonly metric: SummaryMetric;
      readonly measure: ComparedMeasure;
      /**
       * Why other numbers than the requested ones are compared, or what they do not show; undefined if there is nothing
       * to warn about.
       */
      readonly caution: string | undefined;
      /** Whether one of them can be called better. With different targets, one may just have the easier target. */
      readonly hasDirection: boolean;
    }
  | { readonly kind: 'not comparable'; readonly reason: string };

/** Metrics that also exist as a share of the target’s standard deviation. */
const SHARES: Readonly<Partial<Record<SummaryMetric, SummaryMetric>>> = {
  wasserstein_1: 'wasserstein_1_share',
  wasserstein_1_share: 'wasserstein_1_share',
  ema_wasserstein_1: 'ema_wasserstein_1_share',
  ema_wasserstein_1_share: 'ema_wasserstein_1_share',
};

const plainKey = (metric: SummaryMetric) => metric.replace(/^ema_/, '');
const isLoss = (metric: SummaryMetric) => metric.startsWith('loss_');

/**
 * The law that is measured against, without what does not change it: the path of its file, and whether it is
 * standardized.
 */
function lawOf({ target }: RunConfig): unknown {
  const isKnown = 'digest' in target && target.digest !== undefined;
  const leftOut = isKnown ? ['standardize', 'file'] : ['standardize'];
  return Object.fromEntries(
    Object.entries(target).filter(([key, value]) => value !== undefined && !leftOut.includes(key)),
  );
}

const ALONG_CURVE = 'along the curve G(z)';

/**
 * How a Jensen-Shannon divergence is computed: along the curve G(z), or in a number of bins, on which both of its rules
 * depend. Undefined for other metrics, and in 2-D, where all runs have the same grid.
 */
function cellsOf(metric: SummaryMetric, { generator, snapshots }: RunConfig, isOnALine: boolean): string | undefined {
  const key = plainKey(metric);
  if (!isOnALine || (key !== 'jensen_shannon' && key !== 'ideal_discriminator_loss')) return undefined;
  return generator.latent_dimension === 1 ? ALONG_CURVE : `in ${snapshots.bins} bins`;
}

/** The formula of a loss. The discriminator’s loss of minimax is that of bce. */
function lossFormula(metric: SummaryMetric, { loss }: RunConfig): unknown {
  const isGenerators = metric === 'loss_generator';
  if (!isLoss(metric) && plainKey(metric) !== 'ideal_discriminator_loss') return undefined;
  return !isGenerators && loss.name === 'minimax' ? { ...loss, name: 'bce' } : loss;
}

/** The settings of a penalty. */
function penaltiesOf(metric: SummaryMetric, { penalties }: RunConfig): unknown {
  return metric === 'penalty' ? penalties : undefined;
}

const isOnALine = ({ run }: RunRow) => !isInPlane(run);

/**
 * The number of samples of the larger evaluation at the end, if all of these runs have the same number; else undefined.
 */
function finalSamples(rows: readonly RunRow[]): number | undefined {
  const found = distinct(rows.map(({ run }) => (run.status === 'finished' ? run.final.samples : undefined)));
  return found.length === 1 ? found[0] : undefined;
}

/** `in 60 bins, along the curve G(z) and in 90 bins`. */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** The distinct values, in their order. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** Whether all values are equal, in all that they hold. */
function areEqual(values: readonly unknown[]): boolean {
  return values.every((value) => equal(value, values[0]));
}

/** Whether it is computed only from the curve G(z), independent of the number of samples. */
function isOfCurve(metric: SummaryMetric, row: RunRow): boolean {
  return cellsOf(metric, row.run.config, isOnALine(row)) === ALONG_CURVE;
}

/**
 * How several sides are compared by `metric` and `measure`; the runs of a side differ only in the seed. A measurement
 * of samples depends on their number (few samples make a distance larger), on the target and on its cells. If these
 * differ, two equal generators would get different numbers. The sides are then compared by the evaluation at the end,
 * which has 10,000 samples for all, by the distance as a share of the target’s spread, or not at all. `commonRule` has
 * separated the rules of a metric before. Sides without runs do not matter.
 */
export function sharedBasis(
  metric: SummaryMetric,
  measure: ComparedMeasure,
  sides: readonly (readonly RunRow[])[],
): Basis {
  const firsts = sides.flatMap((rows) => rows.slice(0, 1));
  const configs = firsts.map(({ run }) => run.config);
  const asked = { kind: 'compared', metric, measure, caution: undefined, hasDirection: true } as const;
  if (!areEqual(configs.map((config) => lossFormula(metric, config)))) {
    return { kind: 'not comparable', reason: 'their losses have different formulas' };
  }
  if (!areEqual(configs.map((config) => penaltiesOf(metric, config)))) {
    return { kind: 'not comparable', reason: 'their penalties differ' };
  }
  if (isOfEpochs(metric)) return asked;
  const cells = distinct(firsts.flatMap((row) => cellsOf(metric, row.run.config, isOnALine(row)) ?? []));
  if (cells.length > 1) return { kind: 'not comparable', reason: `it was measured ${listed(cells)}` };
  const hasOtherTarget = !areEqual(configs.map(lawOf));
  const share = hasOtherTarget ? SHARES[metric] : metric;
  if (share === undefined) {
    return {
      kind: 'not comparable',
      reason: 'their targets differ, and this metric is not relative to the target’s spread',
    };
  }
  const targets = hasOtherTarget
    ? [
        'Their targets differ: the values are in units of each target’s standard deviation and show which is closer to its own target, not which is better.',
      ]
    : [];
  const samples = distinct(configs.map(({ snapshots }) => snapshots.samples));
  if (samples.length < 2 || firsts.every((row) => isOfCurve(metric, row))) {
    return { ...asked, metric: share, caution: targets.at(0), hasDirection: !hasOtherTarget };
  }
  const counts = listed(samples.map((count) => counted(count, 'sample')));
  const sizes = `their snapshots measure ${counts}`;
  const final = finalSamples(sides.flat());
  if (final === undefined) {
    return { kind: 'not comparable', reason: `${sizes}, and a distance is larger with fewer samples` };
  }
  const caution =
    `Compared by the evaluation at the end, with ${counted(final, 'sample')} for ${sides.length === 2 ? 'both' : 'all'}: ` +
    `${sizes}, and a distance is larger with fewer samples.`;
  return {
    ...asked,
    metric: share,
    measure: 'final',
    caution: [caution, ...targets].join(' '),
    hasDirection: !hasOtherTarget,
  };
}
