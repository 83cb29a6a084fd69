import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Activation, OutputActivation } from '../../../../../shared/config/schema.ts';
import type { LossTerm } from '../../../model/losses.ts';

/** Packs samples into rows, or unpacks them. */
type Packing = (
  from: number,
  to: number,
  dimension: number,
  packing: number,
  rows: number,
  strideFrom: number,
  strideTo: number,
) => void;

/**
 * The exports of the kernels. Every argument is a size, the number of a kind, or an address; `assembly/` documents
 * them.
 */
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
  multiplyTransposed(
    a: number,
    b: number,
    c: number,
    m: number,
    k: number,
    n: number,
    strideB: number,
    strideC: number,
    panel: number,
  ): void;
  multiplyRows(a: number, b: number, c: number, m: number, k: number, first: number, n: number, strideC: number): void;
  sumRows(a: number, to: number, m: number, k: number): void;
  sumRowHalves(a: number, to: number, m: number, k: number): void;
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
  differences(a: number, b: number, to: number, columns: number): void;
  centre(a: number, b: number, to: number, count: number): void;
  centreSlopes(a: number, b: number, count: number): void;
  adam(
    parameters: number,
    gradient: number,
    first: number,
    second: number,
    bytes: number,
    update: number,
    constants: number,
  ): void;
  decay(parameters: number, bytes: number, constants: number): void;
  sgd(parameters: number, gradient: number, first: number, bytes: number, constants: number): void;
  rmsprop(parameters: number, gradient: number, second: number, bytes: number, constants: number): void;
  addNorm(sum: number, values: number, bytes: number): void;
  addNormAndClip(sum: number, values: number, bytes: number, constants: number): void;
  clamp(values: number, bytes: number, constants: number): void;
  average(averages: number, parameters: number, bytes: number, constants: number): void;
  allFinite(values: number, bytes: number): number;
  batchNorm(
    x: number,
    y: number,
    normalised: number,
    inverse: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    width: number,
    columns: number,
    count: number,
    constants: number,
  ): void;
  batchNormRunning(
    x: number,
    y: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    width: number,
    columns: number,
    constants: number,
  ): void;
  batchNormBackward(
    slopes: number,
    normalised: number,
    inverse: number,
    gamma: number,
    gammaGradient: number,
    betaGradient: number,
    width: number,
    columns: number,
    count: number,
  ): void;
  layerNorm(
    x: number,
    y: number,
    normalised: number,
    inverse: number,
    gamma: number,
    beta: number,
    width: number,
    columns: number,
    constants: number,
  ): void;
  layerNormProject(
    vector: number,
    to: number,
    normalised: number,
    inverse: number,
    factors: number,
    after: number,
    width: number,
    columns: number,
  ): void;
  scaleGradients(
    slopes: number,
    normalised: number,
    gammaGradient: number,
    betaGradient: number,
    width: number,
    columns: number,
  ): void;
  layerNormCurvature(
    slopes: number,
    tangent: number,
    ofSlopes: number,
    ofTangent: number,
    source: number,
    normalised: number,
    inverse: number,
    gamma: number,
    gammaGradient: number,
    width: number,
    columns: number,
  ): void;
  multiplyElements(a: number, b: number, to: number, bytes: number): void;
  scaleElements(values: number, bytes: number, constants: number): void;
  addElements(to: number, from: number, bytes: number): void;
  largest(x: number, y: number, chosen: number, width: number, pieces: number, columns: number): void;
  largestBackward(slopes: number, before: number, chosen: number, width: number, pieces: number, columns: number): void;
  largestTangent(tangent: number, to: number, chosen: number, width: number, pieces: number, columns: number): void;
  spectral(
    weights: number,
    to: number,
    u: number,
    v: number,
    sigma: number,
    outputs: number,
    inputs: number,
    iterate: number,
  ): void;
  spectralBackward(
    gradient: number,
    normalised: number,
    u: number,
    v: number,
    sigma: number,
    outputs: number,
    inputs: number,
  ): void;
  pack: Packing;
  unpack: Packing;
  between(a: number, b: number, epsilons: number, to: number, width: number, columns: number): void;
  penalty(
    sum: number,
    gradients: number,
    to: number,
    width: number,
    columns: number,
    count: number,
    constants: number,
  ): void;
  fillOnes(to: number, count: number, columns: number): void;
  fillZero(to: number, bytes: number): void;
  copy(from: number, to: number, bytes: number): void;
  activateTangent(
    values: number,
    after: number,
    tangent: number,
    source: number,
    bytes: number,
    kind: number,
    slope: number,
  ): void;
}

/**
 * `relaxed` rounds once in a multiply-add if the processor can, `plain` always twice. `wide` gives the bits of
 * `relaxed`, and is faster if V8 compiles it to 256-bit code.
 */
export const KERNEL_BUILDS = ['relaxed', 'plain', 'wide'] as const;
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

/**
 * Whether the slope of an activation is computed from its input. For others it is computed from the output, which may
 * then overwrite the input.
 */
export const readsInput = (activation: Activation | OutputActivation): boolean =>
  activation === 'silu' || activation === 'gelu';

export const LOSS_KINDS: Readonly<Record<LossTerm['kind'], number>> = {
  cross_entropy: 0,
  squared_error: 1,
  hinge: 2,
  linear: 3,
};

// Run from its source this file lies six folders below the checkout; bundled, it lies in out/main.
const KERNEL_FOLDER = import.meta.url.endsWith('.ts') ? '../../../../../../out/kernels/' : '../kernels/';
const binaries = new Map<KernelBuild, Buffer<ArrayBuffer>>();
const modules = new Map<KernelBuild, WebAssembly.Module>();

function binary(build: KernelBuild): Buffer<ArrayBuffer> {
  const known = binaries.get(build) ?? readFileSync(new URL(`${KERNEL_FOLDER}${build}.wasm`, import.meta.url));
  binaries.set(build, known);
  return known;
}

/** Whether this JavaScript engine and processor can run a build. */
export const runsHere = (build: KernelBuild): boolean => WebAssembly.validate(binary(build));

/** A build's name and the start of its digest: the same kernels give the same bits on one machine. */
export function buildName(build: KernelBuild): string {
  return `${build}-simd ${createHash('sha256').update(binary(build)).digest('hex').slice(0, 12)}`;
}

/** The compiled kernels of a build. */
export function moduleOf(build: KernelBuild): WebAssembly.Module {
  const known = modules.get(build) ?? new WebAssembly.Module(binary(build));
  modules.set(build, known);
  return known;
}

/** Uses the module that another thread of this process has compiled. */
export function useModule(build: KernelBuild, module: WebAssembly.Module): void {
  modules.set(build, module);
}

/** A fresh instance of the kernels over `memory`. */
export function instantiate(build: KernelBuild, memory: WebAssembly.Memory): Kernels {
  const exports = new WebAssembly.Instance(moduleOf(build), { env: { memory } }).exports as unknown as Kernels;
  // The exports of each instance have their own hidden class, for which V8 would compile the callers again in every
  // run.
  return Object.fromEntries(Object.entries(exports)) as unknown as Kernels;
}
