import type { RandomSource } from '../../../shared/distributions/law.ts';
import type { EngineState, NetworkState } from '../engines/engine.ts';
import { outputBiasIndex, type Initialization, type LinearLayer, type Model, type Network } from './network.ts';

/**
 * The bound or the standard deviation of a linear layer's initial weights, and whether its biases are drawn in the same
 * way.
 */
function drawn(how: Initialization, { inputs, outputs }: LinearLayer, source: RandomSource): () => number {
  const within = (bound: number) => () => bound * (2 * source.uniform() - 1);
  switch (how.name) {
    case 'pytorch':
      return within(1 / Math.sqrt(inputs));
    case 'xavier':
      return within(Math.sqrt(6 / (inputs + outputs)));
    case 'kaiming':
      return within(Math.sqrt(6 / inputs));
    case 'normal':
      return () => how.standard_deviation * source.normal();
  }
}

type InitialWeights = Pick<NetworkState, 'parameters' | 'buffers'>;

/** A random unit vector, with which power iteration begins. */
function direction(count: number, source: RandomSource): Float64Array {
  const vector = Float64Array.from({ length: count }, () => source.normal());
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}

/**
 * The initial values of a network, layer after layer. A linear layer has its weights row by row, then its biases: both
 * uniform in ±1/√inputs as in `torch.nn.Linear`, or weights as `how` says and biases 0; then u and v of spectral
 * normalisation. A normalisation begins with γ = 1, β = 0, running mean 0 and running variance 1.
 */
export function initialWeights(network: Network, how: Initialization, source: RandomSource): InitialWeights {
  const parameters = new Float32Array(network.parameterCount);
  const buffers = new Float32Array(network.bufferCount);
  for (const layer of network.layers) {
    switch (layer.kind) {
      case 'linear': {
        const { inputs, outputs, weights, biases, spectral } = layer;
        const draw = drawn(how, layer, source);
        for (let index = weights; index < weights + inputs * outputs; index++) parameters[index] = draw();
        if (biases !== undefined && how.name === 'pytorch')
          for (let index = biases; index < biases + outputs; index++) parameters[index] = draw();
        if (spectral) {
          buffers.set(direction(outputs, source), spectral.u);
          buffers.set(direction(inputs, source), spectral.v);
        }
        break;
      }
      case 'batch_norm':
        buffers.fill(1, layer.variance, layer.variance + layer.outputs);
        parameters.fill(1, layer.gamma, layer.gamma + layer.outputs);
        break;
      case 'layer_norm':
        parameters.fill(1, layer.gamma, layer.gamma + layer.outputs);
        break;
      case 'activation':
      case 'dropout':
      case 'largest':
        break;
    }
  }
  return { parameters, buffers };
}

/** A network's state before its first update. */
export function untrained(model: Model, { parameters, buffers }: InitialWeights): NetworkState {
  return {
    parameters,
    firstMoment: new Float32Array(parameters.length),
    secondMoment: new Float32Array(parameters.length),
    updates: 0,
    buffers,
    ...(model.keepsRemainders && { remainder: new Float32Array(parameters.length) }),
  };
}

/** The state a run starts from: the generator's parameters are drawn first; the averaged generator starts equal to it. */
export function initialState(model: Model, source: RandomSource): EngineState {
  const generator = initialWeights(model.generator, model.initialization.generator, source);
  const discriminator = initialWeights(model.discriminator, model.initialization.discriminator, source);
  const bias = outputBiasIndex(model.discriminator);
  if (model.outputBias === 'zero' && bias !== undefined) discriminator.parameters[bias] = 0;
  return {
    generator: untrained(model, generator),
    discriminator: untrained(model, discriminator),
    average: model.emaDecay > 0 ? generator.parameters.slice() : undefined,
  };
}
