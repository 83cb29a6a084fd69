import type { Model, Network } from '../model/network.ts';
import type { EngineState, NetworkState } from './engine.ts';

/** An engine's own copy of one network's state, whose update count it may change. */
export type OwnNetworkState = { -readonly [Key in keyof NetworkState]: NetworkState[Key] };

/** An engine's own copy of a state. */
export interface OwnState {
  readonly generator: OwnNetworkState;
  readonly discriminator: OwnNetworkState;
  readonly average: Float32Array | undefined;
}

function copyNetwork(state: NetworkState, { keepsRemainders }: Model): OwnNetworkState {
  return {
    parameters: state.parameters.slice(),
    firstMoment: state.firstMoment.slice(),
    secondMoment: state.secondMoment.slice(),
    updates: state.updates,
    buffers: state.buffers.slice(),
    ...(keepsRemainders && { remainder: state.remainder?.slice() ?? new Float32Array(state.parameters.length) }),
  };
}

/** A copy that shares no memory with `state`. */
export function copyState(state: EngineState, model: Model): OwnState {
  return {
    generator: copyNetwork(state.generator, model),
    discriminator: copyNetwork(state.discriminator, model),
    average: state.average?.slice(),
  };
}

function zeros(network: Network): OwnNetworkState {
  const count = network.parameterCount;
  return {
    parameters: new Float32Array(count),
    firstMoment: new Float32Array(count),
    secondMoment: new Float32Array(count),
    updates: 0,
    buffers: new Float32Array(network.bufferCount),
  };
}

/** A state of zeros, the initial state of an engine. */
export function zeroState(model: Model): OwnState {
  return {
    generator: zeros(model.generator),
    discriminator: zeros(model.discriminator),
    average: model.emaDecay > 0 ? new Float32Array(model.generator.parameterCount) : undefined,
  };
}
