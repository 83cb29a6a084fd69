import { createHash } from 'node:crypto';
import type { EngineName } from '../../../shared/config/schema.ts';
import type { EngineBuild } from '../../../shared/run.ts';
import { denseLayers } from '../model/dense-layers.ts';
import type { Model, Network } from '../model/network.ts';
import type { Engine } from './engine.ts';
import { FusedEngine } from './fused/engine.ts';
import { bestBuild } from './fused/kernels/best-build.ts';
import { buildName, instantiate, readsInput, type KernelBuild } from './fused/kernels/kernels.ts';
import { LayeredEngine } from './fused/layered-engine.ts';
import { ReferenceEngine } from './reference/engine.ts';
import { TensorFlowEngine } from './tensorflow/engine.ts';
import { tensorFlow } from './tensorflow/runtime.ts';

/** A new engine for `model`, with all weights 0 until a state is imported. */
export function createEngine(engine: EngineName, model: Model, build: KernelBuild = bestBuild()): Engine {
  switch (engine) {
    case 'fused':
      return fusedEngine(model, build);
    case 'reference':
      return new ReferenceEngine(model);
    case 'tensorflow':
      return new TensorFlowEngine(model, tensorFlow());
  }
}

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

/** What identifies the code and the rounding that will train a run: equal builds give equal bits. */
export function engineBuild(engine: EngineName): EngineBuild {
  const one = { threads: 1, device: 'cpu' } as const;
  switch (engine) {
    case 'fused': {
      const build = bestBuild();
      return { engine, kernels: buildName(build), rounding: roundingProbe(build), ...one };
    }
    case 'tensorflow': {
      const { version, packageVersion, threads, device } = tensorFlow();
      const kernels = `libtensorflow ${version}, tfjs-node ${packageVersion}`;
      return { engine, kernels, rounding: tensorFlowRounding(), threads, device };
    }
    case 'reference':
      return { engine, kernels: 'plain', rounding: 'float64', ...one };
  }
}

const PROBE_SIZE = 16;

/** Two matrices in whose product fused and separate rounding give different bits in most sums. */
function probeMatrices(): readonly [Float32Array, Float32Array] {
  const matrix = (element: (index: number) => number) =>
    Float32Array.from({ length: PROBE_SIZE * PROBE_SIZE }, (_, index) => element(index));
  return [matrix((index) => 1 / (index + 3)), matrix((index) => 1 / (2 * index + 7))];
}

const startOfDigest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

function roundingProbe(build: KernelBuild): string {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const kernels = instantiate(build, memory);
  const floats = new Float32Array(memory.buffer);
  const [a, b, c, panel] = [1024, 2048, 3072, 4096].map((index) => index * 4);
  const [first, second] = probeMatrices();
  floats.set(first, 1024);
  floats.set(second, 2048);
  kernels.multiply(a, b, c, 0, PROBE_SIZE, PROBE_SIZE, PROBE_SIZE, PROBE_SIZE, PROBE_SIZE, panel);
  return startOfDigest(new Uint8Array(memory.buffer, c, PROBE_SIZE * PROBE_SIZE * 4));
}

function tensorFlowRounding(): string {
  const { tfjs } = tensorFlow();
  const [first, second] = probeMatrices();
  const shape: [number, number] = [PROBE_SIZE, PROBE_SIZE];
  const product = tfjs.tidy(() => tfjs.matMul(tfjs.tensor2d(first, shape), tfjs.tensor2d(second, shape)).dataSync());
  return startOfDigest(new Uint8Array(product.buffer, product.byteOffset, product.byteLength));
}
