import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Activation, OutputActivation } from '../../../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../../../shared/errors.ts';
import type { LossTerm } from '../../../model/losses.ts';

/** The kernels' exports: every argument is a size, a number of a kind or an address; `assembly/` explains them. */
export interface Kernels {
  multiply(
    a: number,
    b: number,
    c: number,
    bias: number,
    m: number,
    k: number,
    n: number,
    strideB: number,
    strideC: number,
    panel: number,
  ): void;
  multiplyRows(a: number, b: number, c: number, m: number, k: number, first: number, n: number, strideC: number): void;
  sumRows(a: number, to: number, m: number, k: number): void;
  transpose(a: number, to: number, rows: number, columns: number, strideA: number, strideTo: number): void;
  activate(x: number, bytes: number, kind: number, slope: number): void;
  activateBackward(y: number, slopes: number, bytes: number, kind: number, slope: number): void;
  lossTerm(
    sum: number,
    logits: number,
    slopes: number,
    count: number,
    padded: number,
    kind: number,
    constants: number,
  ): void;
  adam(
    parameters: number,
    gradient: number,
    first: number,
    second: number,
    bytes: number,
    update: number,
    constants: number,
  ): void;
  sgd(parameters: number, gradient: number, first: number, bytes: number, constants: number): void;
  rmsprop(parameters: number, gradient: number, second: number, bytes: number, constants: number): void;
  addNorm(sum: number, values: number, bytes: number): void;
  average(averages: number, parameters: number, bytes: number, constants: number): void;
  allFinite(values: number, bytes: number): number;
}

export const KERNEL_BUILDS = ['relaxed', 'plain'] as const;
export type KernelBuild = (typeof KERNEL_BUILDS)[number];

/** The kernels' numbers for the activations; ReLU is leaky ReLU of slope 0. */
export const ACTIVATION_KINDS: Readonly<Record<Activation | OutputActivation, number>> = {
  identity: 0,
  leaky_relu: 1,
  relu: 1,
  tanh: 2,
  elu: 3,
  sigmoid: 4,
  silu: 5,
  gelu: 6,
  softplus: 7,
};

export const LOSS_KINDS: Readonly<Record<LossTerm['kind'], number>> = { cross_entropy: 0 };

// Run from its source this file lies six folders below the checkout; bundled, it lies in out/main.
const FOLDER = import.meta.url.endsWith('.ts') ? '../../../../../../out/kernels/' : '../kernels/';
const binaries = new Map<KernelBuild, Buffer<ArrayBuffer>>();
const modules = new Map<KernelBuild, WebAssembly.Module>();

function binary(build: KernelBuild): Buffer<ArrayBuffer> {
  const known = binaries.get(build) ?? readFileSync(new URL(`${FOLDER}${build}.wasm`, import.meta.url));
  binaries.set(build, known);
  return known;
}

/** Names the build to take, for bits to be compared with those of a machine that has not the faster one. */
export const KERNELS_VARIABLE = 'GAN_WORKBENCH_KERNELS';

/**
 * The faster build that this JavaScript engine and processor can run, or the one that the environment names. Throws `bad-kernels` where it
 * names none.
 */
export function bestBuild(): KernelBuild {
  const asked = process.env[KERNELS_VARIABLE] ?? '';
  if (asked === '') return WebAssembly.validate(binary('relaxed')) ? 'relaxed' : 'plain';
  const named = KERNEL_BUILDS.find((build) => build === asked);
  if (named) return named;
  const message = `${KERNELS_VARIABLE}: ${JSON.stringify(asked)} is no build of the kernels; use ${KERNEL_BUILDS.join(' or ')}, or leave it out.`;
  throw new WorkbenchError('bad-kernels', message);
}

/** A build's name and the start of its digest: the same kernels give the same bits on one machine. */
export function buildName(build: KernelBuild): string {
  return `${build}-simd ${createHash('sha256').update(binary(build)).digest('hex').slice(0, 12)}`;
}

/** A fresh instance of the kernels over `memory`. */
export function instantiate(build: KernelBuild, memory: WebAssembly.Memory): Kernels {
  const module = modules.get(build) ?? new WebAssembly.Module(binary(build));
  modules.set(build, module);
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  // The exports of each instance are of a shape of their own, and code that is compiled for one shape would be compiled anew for every run.
  return Object.fromEntries(Object.entries(exports)) as unknown as Kernels;
}
