import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { request, temporaryWorkbench } from './temporary-store.ts';

/** The long form, `SEEDS=60`, takes the whole of the reference's 60 seeds and the limits that those allow. */
const SEEDS = Number(process.env.SEEDS ?? 16);

const spread = z.object({ mean: z.number(), median: z.number(), standard_deviation: z.number() });
const reference = z
  .object({
    loss_g: spread,
    loss_real: spread,
    loss_fake: spread,
    w1_last_quarter_mean: spread,
    w1_average_generator: spread,
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../reference/seeds/pytorch_vanilla_60_seeds.json', import.meta.url), 'utf8')),
  );
const REFERENCE_SEEDS = 60;
const REFERENCE_SEEDS_AVERAGED = 48;

// Five comparisons share a chance of 1 in 1,000 of a false alarm: 1 in 5,000 each, two-sided, is 3.72 standard errors of
// the difference between two independent samples. A median's standard error is 1.253 times a mean's.
const DEVIATIONS = 3.72;
const MEDIAN = 1.253;
const limit = (deviation: number, others: number) => DEVIATIONS * deviation * Math.sqrt(1 / SEEDS + 1 / others);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

describe(`the vanilla run over ${SEEDS} seeds`, () => {
  it('lands where PyTorch lands', { timeout: 600_000 }, async () => {
    const workbench = temporaryWorkbench(availableParallelism());
    const ids = workbench.queue.launch(Array.from({ length: SEEDS }, (_, seed) => request({ seed, ema_decay: 0.999 })));
    await workbench.queue.idle();
    const { store } = workbench;
    const tails = (metric: string) =>
      ids.map((id) => store.runs.summaries(id).find((summary) => summary.metric === metric)?.tailMean ?? NaN);
    // The reference's losses are means over the last 50 epochs.
    const losses = (key: 'lossGenerator' | 'lossReal' | 'lossFake') =>
      ids.map((id) => mean(store.epochs.read(id, 550).map((epoch) => epoch[key])));
    const averaged = ids.map((id) => {
      const run = store.runs.get(id);
      return (run.status === 'finished' && run.final.averageMetrics?.wasserstein_1) || NaN;
    });

    const comparisons = [
      [
        'W1, mean of the tail means',
        mean(tails('wasserstein_1')),
        reference.w1_last_quarter_mean.mean,
        limit(reference.w1_last_quarter_mean.standard_deviation, REFERENCE_SEEDS),
        0.03,
      ],
      [
        'generator loss, median',
        median(losses('lossGenerator')),
        reference.loss_g.median,
        MEDIAN * limit(reference.loss_g.standard_deviation, REFERENCE_SEEDS),
        0.006,
      ],
      [
        'loss on real, median',
        median(losses('lossReal')),
        reference.loss_real.median,
        MEDIAN * limit(reference.loss_real.standard_deviation, REFERENCE_SEEDS),
        0.006,
      ],
      [
        'loss on fake, median',
        median(losses('lossFake')),
        reference.loss_fake.median,
        MEDIAN * limit(reference.loss_fake.standard_deviation, REFERENCE_SEEDS),
        0.006,
      ],
      [
        'averaged generator, final W1, median',
        median(averaged),
        reference.w1_average_generator.median,
        MEDIAN * limit(reference.w1_average_generator.standard_deviation, REFERENCE_SEEDS_AVERAGED),
        0.007,
      ],
    ] as const;
    for (const [what, got, want, statistical, ofSixty] of comparisons) {
      const allowed = SEEDS === REFERENCE_SEEDS ? ofSixty : statistical;
      console.log(`${what}: ${got.toFixed(4)}, PyTorch ${want.toFixed(4)}, allowed difference ${allowed.toFixed(4)}`);
      expect(Math.abs(got - want), what).toBeLessThanOrEqual(allowed);
    }
  });
});
