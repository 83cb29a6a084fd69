import { createHash } from 'node:crypto';
import type { EngineName } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { EngineBuild } from '../../../shared/run.ts';
import type { Model } from '../model/network.ts';
import type { Engine } from './engine.ts';
import { FusedEngine } from './fused/engine.ts';
import { bestBuild, buildName, instantiate, type KernelBuild } from './fused/kernels/kernels.ts';
import { ReferenceEngine } from './reference/engine.ts';

/** Whether an engine can run here, and what it is or why it cannot. */
export type EngineAvailability =
  | { readonly engine: EngineName; readonly available: true; readonly version: string }
  | { readonly engine: EngineName; readonly available: false; readonly reason: string };

const NO_TENSORFLOW = 'this version of the workbench has no TensorFlow engine yet; use fused';

export function engineAvailability(): EngineAvailability[] {
  return [
    { engine: 'fused', available: true, version: buildName(bestBuild()) },
    { engine: 'tensorflow', available: false, reason: NO_TENSORFLOW },
    { engine: 'reference', available: true, version: 'plain TypeScript, slow: to check the others by' },
  ];
}

/** The engine that `auto` takes: the fused one runs every model that a config can describe, and it is the fastest here. */
export function chooseEngine(asked: EngineName | 'auto'): EngineName {
  return asked === 'auto' ? 'fused' : asked;
}

/** A new engine for `model`, all its weights 0 until a state is imported. */
export function createEngine(engine: EngineName, model: Model, build: KernelBuild = bestBuild()): Engine {
  switch (engine) {
    case 'fused':
      return new FusedEngine(model, build);
    case 'reference':
      return new ReferenceEngine(model);
    case 'tensorflow':
      throw new WorkbenchError('engine-unavailable', NO_TENSORFLOW, { path: 'engine' });
  }
}

/** What identifies the code and the rounding that will train a run: equal builds give equal bits. */
export function engineBuild(engine: EngineName): EngineBuild {
  const build = bestBuild();
  return engine === 'fused'
    ? { engine, kernels: buildName(build), rounding: roundingProbe(build) }
    : { engine, kernels: 'plain', rounding: 'float64' };
}

/** The start of a digest of a product of matrices in which fused and separate rounding differ in most sums. */
function roundingProbe(build: KernelBuild): string {
  const size = 16;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const kernels = instantiate(build, memory);
  const floats = new Float32Array(memory.buffer);
  const [a, b, c, panel] = [1024, 2048, 3072, 4096].map((index) => index * 4);
  for (let index = 0; index < size * size; index++) {
    floats[1024 + index] = 1 / (index + 3);
    floats[2048 + index] = 1 / (2 * index + 7);
  }
  kernels.multiply(a, b, c, 0, size, size, size, size, size, panel);
  const product = Buffer.from(memory.buffer, c, size * size * 4);
  return createHash('sha256').update(product).digest('hex').slice(0, 12);
}
