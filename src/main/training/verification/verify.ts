import { noSums, type Engine, type StepSums } from '../engines/engine.ts';
import { untrained } from '../model/initialise.ts';
import type { Network } from '../model/network.ts';
import type { Trace, TraceStep } from './trace.ts';

/**
 * Tolerances that float32 easily meets, and that any wrong term exceeds by orders of magnitude
 * (test/reference/README.md).
 */
export const TOLERANCES = {
  /** Relative error of the first train step's losses. */
  first_losses: 1e-6,
  /** Relative error of every later loss. */
  later_losses: 1e-5,
  /** Relative error of the norm of every gradient before clipping, if the trace has it. */
  gradient_norms: 1e-4,
  /** Error of the first gradients as a share of their layer's largest. */
  first_gradients: 1e-5,
  /** Error of the final weights, running statistics and evaluated samples as a multiple of 1e-5 + 1e-4 · |weight|. */
  final_weights: 1,
} as const;

export type Check = keyof typeof TOLERANCES;
export type Errors = Record<Check, number>;

// Every comparison with NaN is false, so NaN would pass; it counts as an infinite error.
const worse = (most: number, error: number): number => (Number.isNaN(error) ? Infinity : Math.max(most, error));

/**
 * Errors of later losses are relative to at least this, because float32 keeps no more digits of a mean whose parts
 * cancel.
 */
const LEAST_LOSS = 0.01;

type LossKey = 'lossReal' | 'lossFake' | 'lossGenerator' | 'penalty';

/** 0 for two equal numbers, also where the wanted one is 0: a hinge loss behind its margin, a gradient of units that are all off. */
const relativeError = (got: number, want: number, size: number): number =>
  got === want ? 0 : Math.abs(got - want) / size;

/** The error of a loss, relative to the sum of the absolute losses of its updates. */
const lossError = (key: LossKey, got: StepSums, want: TraceStep, least: number): number =>
  relativeError(got[key], want[key], Math.max(want.sizes[key], least));

function normError(got: StepSums, want: TraceStep): number {
  let most = 0;
  for (const key of ['normGenerator', 'normDiscriminator'] as const) {
    const norm = want[key];
    if (norm !== undefined) most = worse(most, relativeError(got[key], norm, norm));
  }
  return most;
}

/** The parameters of each linear layer, together with those of the normalisation behind it. */
function layerSpans({ layers, parameterCount }: Network): [number, number][] {
  const starts = layers.flatMap((layer) => (layer.kind === 'linear' ? [layer.weights] : []));
  return starts.map((start, index) => [start, starts[index + 1] ?? parameterCount]);
}

function gradientError(network: Network, got: Float32Array, want: Float32Array): number {
  let most = 0;
  for (const [from, to] of layerSpans(network)) {
    let largest = 0;
    let error = 0;
    for (let index = from; index < to; index++) {
      largest = Math.max(largest, Math.abs(want[index]));
      error = worse(error, Math.abs(got[index] - want[index]));
    }
    // Such a layer has nothing to train.
    if (largest > 0 || error > 0) most = worse(most, error / largest);
  }
  return most;
}

function weightError(got: Float32Array, want: Float32Array): number {
  let most = 0;
  want.forEach((weight, index) => {
    most = worse(most, Math.abs(got[index] - weight) / (1e-5 + 1e-4 * Math.abs(weight)));
  });
  return most;
}

/** Runs a trace on an engine built for `trace.model`, and returns the largest error of each kind. */
export function verify(trace: Trace, engine: Engine): Errors {
  const start = (which: 'generator' | 'discriminator') =>
    untrained(trace.model, { parameters: trace.initial[which], buffers: trace.initialBuffers[which] });
  engine.importState({
    generator: start('generator'),
    discriminator: start('discriminator'),
    average: trace.model.emaDecay > 0 ? trace.initial.generator.slice() : undefined,
  });
  const errors: Errors = {
    first_losses: 0,
    later_losses: 0,
    gradient_norms: 0,
    first_gradients: 0,
    final_weights: 0,
  };
  // With several discriminator updates per step, only the last gradient is available.
  const firstUpdateIsLast = trace.model.discriminatorUpdates === 1;
  trace.steps.forEach((step, index) => {
    const sums = noSums();
    engine.train({ steps: 1, firstStep: index, ...step }, sums);
    for (const key of ['lossReal', 'lossFake', 'lossGenerator', 'penalty'] as const) {
      const isFirst = index === 0;
      const check = isFirst ? 'first_losses' : 'later_losses';
      errors[check] = worse(errors[check], lossError(key, sums, step, isFirst ? 0 : LEAST_LOSS));
    }
    errors.gradient_norms = worse(errors.gradient_norms, normError(sums, step));
    if (index > 0) return;
    const gradients = engine.lastGradients();
    errors.first_gradients = gradientError(trace.model.generator, gradients.generator, trace.firstGradients.generator);
    if (firstUpdateIsLast) {
      errors.first_gradients = worse(
        errors.first_gradients,
        gradientError(trace.model.discriminator, gradients.discriminator, trace.firstGradients.discriminator),
      );
    }
  });
  const { generator, discriminator } = engine.exportState();
  const { evaluation } = trace;
  const pairs: (readonly [Float32Array, Float32Array])[] = [
    [generator.parameters, trace.final.generator],
    [discriminator.parameters, trace.final.discriminator],
    [generator.buffers, trace.finalBuffers.generator],
    [discriminator.buffers, trace.finalBuffers.discriminator],
  ];
  if (evaluation) pairs.push([engine.generate(evaluation.noise, 'current'), evaluation.samples]);
  errors.final_weights = pairs.reduce((most, [got, want]) => worse(most, weightError(got, want)), 0);
  return errors;
}

/** The checks that exceed their tolerance. */
export function exceeded(errors: Errors): Check[] {
  return (Object.keys(TOLERANCES) as Check[]).filter((check) => !(errors[check] <= TOLERANCES[check]));
}
