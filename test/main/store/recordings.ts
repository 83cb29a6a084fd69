import type { EpochRecord, Frame1D, Frame2D, Snapshot } from '../../../src/shared/run.ts';
import type { PackedSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { packSnapshot } from '../../../src/main/training/observation.ts';
import type { RunStart } from '../../../src/main/store/tables/run-statuses.ts';
import { randomSource } from './random.ts';

export const START: RunStart = {
  build: { engine: 'fused', kernels: 'relaxed-simd 3f9a', rounding: 'c0ffee', threads: 1, device: 'cpu' },
  engineReason: 'asked for',
  axes: { data: [{ low: -4.6, high: 4.6 }], latent: { low: 0, high: 1 } },
  rules: { modes_covered: 2 },
  at: '2026-01-02T03:05:00.000Z',
};

/** The same for a target in the plane. */
export const START_2D: RunStart = {
  ...START,
  axes: {
    data: [
      { low: -2.7, high: 2.7 },
      { low: -2.7, high: 2.7 },
    ],
    latent: undefined,
  },
};

/** As whoever trains the run sends it. */
export function packed(snapshot: Snapshot): PackedSnapshot {
  const { axes } = snapshot.frame.dimension === 1 ? START : START_2D;
  return packSnapshot(snapshot as Snapshot<Float32Array>, axes, 'probability');
}

/** 2,000 normal samples, a D(x) and a G(z) curve of 128 points: what a vanilla snapshot shows, different for each epoch. */
export function vanillaFrame(epoch: number, count = 2000): Frame1D<Float32Array> {
  const { normal } = randomSource(epoch);
  return {
    dimension: 1,
    samples: Float32Array.from({ length: count }, normal).sort(),
    discriminator: Float32Array.from({ length: 128 }, (_, i) => 1 / (1 + Math.exp(-Math.sin(i / 20 + epoch / 30)))),
    generator: Float32Array.from({ length: 128 }, (_, i) => Math.tan(((i - 63.5) / 128) * 2.9) / 4 + epoch / 1000),
  };
}

/** 1,000 points around 8 centres, wide at first and then narrow, and D on a 48 × 48 grid. */
export function ringFrame(epoch: number): Frame2D<Float32Array> {
  const { normal } = randomSource(epoch);
  const deviation = 0.02 + 0.6 / (1 + epoch / 20);
  return {
    dimension: 2,
    points: Float32Array.from({ length: 2000 }, (_, i) => {
      const angle = ((i >> 1) % 8) * (Math.PI / 4);
      return 2 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + deviation * normal();
    }),
    discriminator: Float32Array.from({ length: 48 * 48 }, (_, i) => {
      const [x, y] = [i % 48, Math.floor(i / 48)];
      return 1 / (1 + Math.exp(-3 * Math.sin(x / 6 + epoch / 50) * Math.cos(y / 5)));
    }),
  };
}

export function epochRecord(epoch: number): EpochRecord {
  const { uniform } = randomSource(epoch);
  const near = (value: number) => value + (uniform() - 0.5) / 7;
  return {
    epoch,
    lossGenerator: near(0.7),
    lossReal: near(0.69),
    lossFake: near(0.68),
    gradientNormGenerator: near(0.3),
    gradientNormDiscriminator: near(0.2),
    penalty: undefined,
    seconds: epoch / 128,
  };
}

/** The metrics that exist for a 1-D law with density and without modes. */
export function vanillaSnapshot(epoch: number): Snapshot<Float32Array> {
  const { uniform } = randomSource(epoch);
  const keys = [
    'wasserstein_1',
    'ks',
    'jensen_shannon',
    'ideal_discriminator_loss',
    'mean',
    'std',
    'skewness',
  ] as const;
  const metrics = Object.fromEntries([...keys, 'excess_kurtosis'].map((key) => [key, uniform()]));
  return { epoch, metrics, averageMetrics: undefined, outside: epoch % 7, frame: vanillaFrame(epoch) };
}

export function ringSnapshot(epoch: number): Snapshot<Float32Array> {
  const { uniform } = randomSource(epoch);
  const keys = [
    'sliced_wasserstein_1',
    'jensen_shannon',
    'ideal_discriminator_loss',
    'mean_x',
    'mean_y',
    'std_x',
  ] as const;
  const modes = ['std_y', 'modes_reached', 'modes_covered', 'share_near_modes', 'reverse_kl'];
  const metrics = Object.fromEntries([...keys, ...modes].map((key) => [key, uniform()]));
  return { epoch, metrics, averageMetrics: undefined, outside: 0, frame: ringFrame(epoch) };
}

/** Bytes without pattern, as trained weights are. */
export function checkpoint(epoch: number, length = 54_000) {
  const { uniform } = randomSource(epoch);
  const bytes = Uint8Array.from({ length }, () => Math.floor(256 * uniform()));
  return { epoch, seconds: epoch / 128, bytes };
}

export function upTo<Item>(last: number, make: (epoch: number) => Item, first = 1): Item[] {
  return Array.from({ length: last - first + 1 }, (_, index) => make(first + index));
}
