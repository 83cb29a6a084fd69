import type { RandomSource } from '../../../shared/distributions/law.ts';
import type { EngineState, NetworkState } from '../engines/engine.ts';
import type { Model, Network } from './network.ts';

/**
 * Initial parameters as `torch.nn.Linear` draws them: weights and biases of a layer uniform in ±1/√inputs, its weights
 * row by row first, then its biases.
 */
export function initialParameters(network: Network, source: RandomSource): Float32Array {
  const parameters = new Float32Array(network.parameterCount);
  for (const { inputs, outputs, weights, biases } of network.layers) {
    const bound = 1 / Math.sqrt(inputs);
    for (let index = weights; index < biases + outputs; index++) parameters[index] = bound * (2 * source.uniform() - 1);
  }
  return parameters;
}

function untrained(parameters: Float32Array): NetworkState {
  return {
    parameters,
    firstMoment: new Float32Array(parameters.length),
    secondMoment: new Float32Array(parameters.length),
    updates: 0,
  };
}

/** The state a run starts from: the generator's parameters are drawn first; the averaged generator starts equal to it. */
export function initialState(model: Model, source: RandomSource): EngineState {
  const generator = initialParameters(model.generator, source);
  const discriminator = initialParameters(model.discriminator, source);
  return {
    generator: untrained(generator),
    discriminator: untrained(discriminator),
    average: model.emaDecay > 0 ? generator.slice() : undefined,
  };
}
