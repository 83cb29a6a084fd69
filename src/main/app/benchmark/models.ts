import { runConfigSchema, type RunConfig } from '../../../shared/config/schema.ts';

/** One size that the benchmark times: both networks have these hidden widths, one latent and one data dimension. */
export interface BenchmarkModel {
  /** Hidden widths, such as `64-32`. */
  readonly name: string;
  readonly widths: readonly number[];
  readonly batch: number;
}

export const benchmarkModel = (batch: number, ...widths: number[]): BenchmarkModel => ({
  name: widths.join('-'),
  widths,
  batch,
});

export const BENCHMARK_MODELS: readonly BenchmarkModel[] = [
  benchmarkModel(32, 64, 32),
  benchmarkModel(256, 64, 32),
  benchmarkModel(32, 256, 256),
  benchmarkModel(256, 256, 256),
  benchmarkModel(1024, 512, 512, 512),
];

export function configOf({ widths, batch }: BenchmarkModel): RunConfig {
  const hidden_widths = [...widths];
  return runConfigSchema.parse({ batch_size: batch, generator: { hidden_widths }, discriminator: { hidden_widths } });
}

/** Multiply-adds of one train step: what the forward and backward passes of both updates need. */
export function multiplyAdds({ widths, batch }: BenchmarkModel): number {
  const layers = [1, ...widths, 1];
  const forward = layers.slice(1).reduce((sum, width, index) => sum + width * layers[index], 0);
  return batch * forward * 12;
}
