import { denseLayers } from '../../model/dense-layers.ts';
import type { Model, Network } from '../../model/network.ts';
import type { Engine } from '../engine.ts';
import { FusedEngine } from './engine.ts';
import { readsInput, type KernelBuild } from './kernels/kernels.ts';
import { LayeredEngine } from './layered-engine.ts';

/** Whether a network is a multilayer perceptron whose activations can be computed in place. */
function isDense(network: Network): boolean {
  return denseLayers(network)?.every(({ activation }) => !readsInput(activation)) ?? false;
}

/**
 * The engine on our own kernels: the one for multilayer perceptrons if both networks are such, else the one for any
 * layers.
 */
export function fusedEngine(model: Model, build: KernelBuild): Engine {
  const isPlain =
    isDense(model.generator) && isDense(model.discriminator) && model.packing === 1 && model.penalties.length === 0;
  return isPlain ? new FusedEngine(model, build) : new LayeredEngine(model, build);
}
