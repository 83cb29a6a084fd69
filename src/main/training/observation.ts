import { constants, deflateRawSync } from 'node:zlib';
import type { RunConfig } from '../../shared/config/schema.ts';
import { outputKind, type OutputKind } from '../../shared/discriminator-output.ts';
import type { Law, NoiseLaw } from '../../shared/distributions/law.ts';
import { encodeFrame, type PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { Deflate } from '../../shared/frames/number-stream.ts';
import type { MetricRules } from '../../shared/metric-rules.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import type { Axes, CoordinateScale, FinalEvaluation, Frame, Snapshot } from '../../shared/run.ts';
import type { Engine } from './engines/engine.ts';
import type { RunLaws } from './laws.ts';
import { axesOf } from './metrics/axes.ts';
import { createEvaluator } from './metrics/evaluation.ts';
import type { Evaluator } from './metrics/evaluator.ts';
import { latentPoints, type LatentPoints } from './metrics/latent-curve.ts';
import { axesInOwnUnits, floorsInOwnUnits, metricsInOwnUnits } from './metrics/own-units.ts';
import { sigmoid } from './model/activations.ts';
import { randomStream } from './random.ts';

/** Samples of the evaluation at the end of a run. */
export const FINAL_SAMPLES = 10_000;
// Points of the curve G(z). With this many, a perfect generator's curve has a divergence of 0.0009 nats from its target
// (metrics/latent-curve.ts).
export const CURVE_POINTS = 256;
export const GRID_SIDE = 48;
export const FRAME_POINTS = 1000;

/** The points at which D is evaluated for a frame: evenly over the axes, in 2-D row by row from low y, low x first. */
export function discriminatorPoints({ data }: Axes): Float32Array {
  const at = (range: Axes['data'][number], index: number, count: number) =>
    range.low + ((range.high - range.low) * index) / (count - 1);
  if (data.length === 1)
    return Float32Array.from({ length: CURVE_POINTS }, (_, index) => at(data[0], index, CURVE_POINTS));
  const points = new Float32Array(GRID_SIDE * GRID_SIDE * 2);
  for (let row = 0; row < GRID_SIDE; row++) {
    for (let column = 0; column < GRID_SIDE; column++) {
      const index = (row * GRID_SIDE + column) * 2;
      points[index] = at(data[0], column, GRID_SIDE);
      points[index + 1] = at(data[1], row, GRID_SIDE);
    }
  }
  return points;
}

/**
 * Draws latent vectors. Those of one dimension that samples on the line are made of come in rising order: a generator's curve rises and
 * falls in a few stretches, so that its samples are sorted in no time.
 */
function latentVectors(noise: NoiseLaw, { dimension }: Law, count: number, seed: number, stream: string): Float32Array {
  const vectors = new Float32Array(count * noise.dimension);
  noise.sample(vectors, count, randomStream(seed, stream));
  return noise.dimension === 1 && dimension === 1 ? vectors.sort() : vectors;
}

/**
 * Uses only Huffman codes. The tokens contain almost no repeated strings, so searching for them would double the time
 * and make the result larger. Without a search, every build of zlib gives the same bytes.
 */
const HUFFMAN = { strategy: constants.Z_HUFFMAN_ONLY, chunkSize: 2048 };

export const deflateTokens: Deflate = (tokens) => deflateRawSync(tokens, HUFFMAN);

/**
 * Packs the frame of a snapshot. `axes` are those of the run; for a standardized run they are in the values that
 * networks see, like the frame, and `scales` convert them back. `output` is the meaning of the discriminator's output.
 */
export function packSnapshot(
  { frame, ...measurement }: Snapshot<Float32Array>,
  axes: Pick<Axes, 'data'>,
  output: OutputKind,
  scales?: readonly CoordinateScale[],
): PackedSnapshot {
  return { ...measurement, frame: encodeFrame(frame, axes, output, deflateTokens, scales) };
}

/**
 * Evaluates a run's networks without changing them. Every snapshot uses the same latent vectors and the same points, so
 * that epochs are comparable.
 */
export class Observation {
  /** The axes in the data's own units. */
  readonly axes: Axes;
  /** Mean and standard deviation of each coordinate of the target, in its own units; undefined if it has none. */
  readonly targetScale: readonly (CoordinateScale | undefined)[];
  /** The axes in the values that networks see, which the frames of snapshots hold. */
  readonly #networkAxes: Axes;
  /** The scales from these to the data's own units; undefined if they are the same. */
  readonly #scales: RunLaws['scales'];
  /** The meaning of D(x) in the frames of snapshots. */
  readonly #output: OutputKind;
  readonly #config: RunConfig;
  readonly #target: Law;
  readonly #noise: NoiseLaw;
  readonly #rules: MetricRules;
  readonly #evaluator: Evaluator;
  readonly #curve: LatentPoints | undefined;
  readonly #points: Float32Array;
  /** The evaluation's latent vectors, in 2-D further ones of the divergence, and behind them those of the curve. */
  readonly #latent: Float32Array;

  /** Throws `metric-rule-unknown`. */
  constructor(config: RunConfig, { target, noise, scales }: RunLaws, rules: MetricRules) {
    this.#config = config;
    this.#target = target;
    this.#noise = noise;
    this.#rules = rules;
    this.#scales = scales;
    this.#output = outputKind(config.loss);
    this.#networkAxes = axesOf(target, noise);
    this.axes = axesInOwnUnits(this.#networkAxes, scales);
    this.#curve = target.dimension === 1 ? latentPoints(noise, this.axes, CURVE_POINTS) : undefined;
    this.#evaluator = this.#evaluatorOf(config.snapshots.samples);
    this.targetScale = scales ?? this.#evaluator.targetScale();
    this.#points = discriminatorPoints(this.#networkAxes);
    const samples = latentVectors(noise, target, config.snapshots.samples, config.seed, 'evaluation');
    const furtherCount = this.#evaluator.divergenceSamples - config.snapshots.samples;
    const further = latentVectors(noise, target, furtherCount, config.seed, 'divergence_evaluation');
    const curve = this.#curve?.values ?? [];
    this.#latent = new Float32Array(samples.length + further.length + curve.length);
    this.#latent.set(samples);
    this.#latent.set(further, samples.length);
    this.#latent.set(curve, samples.length + further.length);
  }

  #evaluatorOf(samples: number): Evaluator {
    const { bins } = this.#config.snapshots;
    return createEvaluator({
      law: this.#target,
      samples,
      bins,
      axes: this.#networkAxes,
      loss: this.#config.loss,
      latent: this.#curve,
      rules: this.#rules,
    });
  }

  noiseFloors(): readonly NoiseFloor[] {
    return floorsInOwnUnits(this.#evaluator.noiseFloors(), this.#scales);
  }

  /** Metrics are in the data's own units, frames in the values that networks see. */
  snapshot(engine: Engine, epoch: number): Snapshot<Float32Array> {
    const average = this.#config.ema_decay > 0 ? this.#evaluate(engine, 'average') : undefined;
    const { metrics, outside, shown, curve } = this.#evaluate(engine, 'current');
    const discriminator = engine.discriminate(this.#points);
    if (this.#output === 'probability') {
      for (let index = 0; index < discriminator.length; index++) discriminator[index] = sigmoid(discriminator[index]);
    }
    const frame: Frame<Float32Array> =
      this.#target.dimension === 1
        ? { dimension: 1, samples: shown, discriminator, generator: curve, averaged: average?.shown }
        : { dimension: 2, points: shown, discriminator, averaged: average?.shown };
    return { epoch, metrics, averageMetrics: average?.metrics, outside, frame };
  }

  /** A snapshot of this run with its frame packed. */
  packed(snapshot: Snapshot<Float32Array>): PackedSnapshot {
    return packSnapshot(snapshot, this.#networkAxes, this.#output, this.#scales);
  }

  #evaluate(engine: Engine, weights: 'current' | 'average') {
    const generated = engine.generate(this.#latent, weights);
    const { dimension } = this.#target;
    const count = this.#evaluator.divergenceSamples * dimension;
    const curve = this.#curve ? generated.slice(count) : undefined;
    const evaluation = this.#evaluator.evaluate(generated.subarray(0, count), curve);
    const samples = generated.subarray(0, this.#config.snapshots.samples * dimension);
    // Copied, because engine and evaluator reuse their memory.
    const shown =
      this.#target.dimension === 1 ? (evaluation.sorted ?? samples).slice() : samples.slice(0, FRAME_POINTS * 2);
    return { metrics: metricsInOwnUnits(evaluation.metrics, this.#scales), outside: evaluation.outside, shown, curve };
  }

  /** The larger evaluation at the end, on its own latent vectors. */
  final(engine: Engine): FinalEvaluation {
    const latent = latentVectors(this.#noise, this.#target, FINAL_SAMPLES, this.#config.seed, 'final_evaluation');
    const evaluator = this.#evaluatorOf(FINAL_SAMPLES);
    const evaluate = (weights: 'current' | 'average') => {
      const curve = this.#curve ? engine.generate(this.#curve.values, weights) : undefined;
      const { metrics } = evaluator.evaluate(engine.generate(latent, weights), curve);
      return metricsInOwnUnits(metrics, this.#scales);
    };
    return {
      samples: FINAL_SAMPLES,
      metrics: evaluate('current'),
      averageMetrics: this.#config.ema_decay > 0 ? evaluate('average') : undefined,
    };
  }
}
