import { runConfigSchema, type RunConfig } from '../../../shared/config/schema.ts';

/** One size that the benchmark times: both networks have these hidden widths, one latent and one data dimension. */
export interface BenchmarkModel {
  /** Hidden widths, such as `64-32`. */
  readonly name: string;
  readonly widths: readonly number[];
  readonly batch: number;
  /** The train step: of vanilla, or of WGAN-GP with five discriminator updates, each with the penalty between, and one of the generator. */
  readonly step: 'vanilla' | 'wgan-gp';
}

export const benchmarkModel = (batch: number, ...widths: number[]): BenchmarkModel => ({
  name: widths.join('-'),
  widths,
  batch,
  step: 'vanilla',
});

export const WGAN_GP_UPDATES = 5;

export const BENCHMARK_MODELS: readonly BenchmarkModel[] = [
  benchmarkModel(32, 64, 32),
  benchmarkModel(256, 64, 32),
  benchmarkModel(32, 256, 256),
  benchmarkModel(256, 256, 256),
  benchmarkModel(1024, 512, 512, 512),
  { ...benchmarkModel(32, 64, 32), name: '64-32, WGAN-GP', step: 'wgan-gp' },
];

export function configOf({ widths, batch, step }: BenchmarkModel): RunConfig {
  const hidden_widths = [...widths];
  const networks = { batch_size: batch, generator: { hidden_widths }, discriminator: { hidden_widths } };
  if (step === 'vanilla') return runConfigSchema.parse(networks);
  return runConfigSchema.parse({
    ...networks,
    loss: 'wgan',
    discriminator_updates: WGAN_GP_UPDATES,
    penalties: [{ at: 'between', target: 1, weight: 10 }],
  });
}

/** Multiply-adds of one train step: what the forward and backward passes of all updates need. */
export function multiplyAdds({ widths, batch, step }: BenchmarkModel): number {
  const layers = [1, ...widths, 1];
  const forward = layers.slice(1).reduce((sum, width, index) => sum + width * layers[index], 0);
  // A discriminator's update has one forward pass of the generator and six passes' worth of its own; its penalty about as much again.
  const passes = step === 'vanilla' ? 12 : 5 + WGAN_GP_UPDATES * 13;
  return batch * forward * passes;
}
