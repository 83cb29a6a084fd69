import type { Kernels } from './kernels.ts';

/*
 * Checks that two builds of the kernels give the same bits. Each kernel is called with the same arguments on equal
 * memories, which are compared as a whole. Sizes are odd, so that every tile and every remainder is used.
 */

const PAGE = 65_536;
const KIB = 1024;

/** Addresses of arrays of equal size, and the end of all arrays. */
function placed<Name extends string>(rooms: Readonly<Record<Name, number>>) {
  let end = PAGE;
  const addresses = {} as Record<Name, number>;
  for (const [name, room] of Object.entries(rooms) as [Name, number][]) {
    addresses[name] = end;
    end += room * KIB;
  }
  return { ...addresses, end };
}

/** `positive` has numbers of 0 or more, `whole` has whole numbers; the content of `panel` may differ. */
const { constants, a, b, c, d, e, f, g, h, positive, whole, panel, end } = placed({
  constants: 1,
  a: 16,
  b: 40,
  c: 8,
  d: 8,
  e: 8,
  f: 8,
  g: 8,
  h: 8,
  positive: 8,
  whole: 8,
  panel: 36,
});

/** Constants: a rate, a share, a label, a momentum or a clip, depending on the kernel. */
const CONSTANTS = [0.3, 0.5, 0.9, 1e-3, 0.01] as const;

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>;

/** Rows, sums and columns of products. */
const PRODUCTS = [
  [13, 37, 44],
  [32, 21, 28],
  [6, 530, 16],
  [1, 3, 4],
  [3, 2, 132],
] as const;

const ACTIVATIONS = [1, 2, 3, 4, 5, 6, 7] as const;
const BYTES = 4 * 44;
const [WIDTH, COLUMNS, COUNT] = [5, 44, 41] as const;

const CALLS: { readonly [Name in keyof Kernels]: readonly Call<Name>[] } = {
  multiply: PRODUCTS.flatMap(([m, k, n]): Call<'multiply'>[] => [
    [a, b, c, d, m, k, n, n, n + 4, panel],
    [a, b, c, 0, m, k, n, n, n, panel],
  ]),
  multiplyTransposed: PRODUCTS.map(([m, k, n]): Call<'multiplyTransposed'> => [a, b, c, m, k, n, n, n, panel]),
  multiplyRows: [
    [a, b, c, 13, 44, 4, 7, 9],
    [a, b, c, 2, 524, 0, 1, 1],
  ],
  sumRows: [
    [a, c, 7, 44],
    [a, c, 2, 524],
  ],
  sumRowHalves: [[a, c, 7, 48]],
  transpose: [
    [a, c, 29, 23, 24, 31],
    [a, c, 16, 12, 12, 16],
  ],
  activate: ACTIVATIONS.map((kind): Call<'activate'> => [a, BYTES, kind, constants]),
  activateBackward: ACTIVATIONS.map((kind): Call<'activateBackward'> => [a, b, BYTES, kind, constants]),
  activateTangent: ACTIVATIONS.map((kind): Call<'activateTangent'> => [a, b, c, d, BYTES, kind, constants]),
  lossTerm: [0, 1, 2, 3].map((kind): Call<'lossTerm'> => [h, a, c, COUNT, COLUMNS + 4, kind, constants]),
  differences: [[a, b, c, COLUMNS]],
  centre: [[a, b, c, COUNT]],
  centreSlopes: [[a, b, COUNT]],
  adam: [[a, b, c, positive, BYTES, 3, constants]],
  decay: [[a, BYTES, constants]],
  sgd: [[a, b, c, BYTES, constants]],
  rmsprop: [[a, b, positive, BYTES, constants]],
  addNorm: [[h, a, BYTES]],
  addNormAndClip: [[h, a, BYTES, constants]],
  clamp: [[a, BYTES, constants]],
  average: [[a, b, BYTES, constants]],
  allFinite: [[a, BYTES]],
  batchNorm: [[a, b, c, d, e, f, g, positive, WIDTH, COLUMNS, COUNT, constants]],
  batchNormRunning: [[a, b, e, f, g, positive, WIDTH, COLUMNS, constants]],
  batchNormBackward: [[a, b, c, d, e, f, WIDTH, COLUMNS, COUNT]],
  layerNorm: [[a, b, c, d, e, f, WIDTH, COLUMNS, constants]],
  layerNormProject: [
    [a, b, c, d, e, f, WIDTH, COLUMNS],
    [a, b, c, d, 0, 0, WIDTH, COLUMNS],
  ],
  scaleGradients: [[a, b, c, d, WIDTH, COLUMNS]],
  layerNormCurvature: [[a, b, c, d, e, f, g, h, positive, WIDTH, COLUMNS]],
  multiplyElements: [[a, b, c, BYTES]],
  scaleElements: [[a, BYTES, constants]],
  addElements: [[a, b, BYTES]],
  largest: [[a, b, c, WIDTH, 3, COLUMNS]],
  largestBackward: [[a, b, whole, WIDTH, 3, COLUMNS]],
  largestTangent: [[a, b, whole, WIDTH, 3, COLUMNS]],
  spectral: [[a, b, c, d, h, 7, 13, 1]],
  spectralBackward: [[a, b, c, d, constants, 7, 13]],
  pack: [[a, b, 3, 2, 9, 20, 12]],
  unpack: [[a, b, 3, 2, 9, 12, 20]],
  between: [[a, b, c, d, WIDTH, COLUMNS]],
  penalty: [[h, a, b, WIDTH, COLUMNS, COUNT, constants]],
  fillOnes: [[a, COUNT, COLUMNS]],
  fillZero: [[a, BYTES]],
  copy: [[a, b, BYTES]],
};

/** The memory before each call: numbers between −4 and 4 without a pattern. */
function contents(): Uint8Array {
  const floats = new Float32Array((end - PAGE) / 4);
  let state = 12_345;
  for (let index = 0; index < floats.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const value = state / 536_870_912 - 4;
    floats[index] = index >= (positive - PAGE) / 4 ? Math.abs(value) : value;
  }
  const words = new Int32Array(floats.buffer, whole - PAGE, (panel - whole) / 4);
  for (let index = 0; index < words.length; index++) words[index] = index % 3;
  new Float64Array(floats.buffer, constants - PAGE, CONSTANTS.length).set(CONSTANTS);
  return new Uint8Array(floats.buffer);
}

/** Kernels by name, with arguments of any meaning. */
type AnyKernels = Readonly<Record<string, (...args: readonly number[]) => unknown>>;

/** A build of the kernels with its own memory. */
export interface Checked {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

/** Memory pages that a check needs. */
export const CHECK_PAGES = Math.ceil(end / PAGE);

/** The first kernel of `kernels` whose bits differ from the other build's; undefined if all are equal. */
export function firstDifference(one: Checked, other: Checked): keyof Kernels | undefined {
  const before = contents();
  const views = [one, other].map(({ memory }) => Buffer.from(memory.buffer, PAGE, before.length));
  for (const name of Object.keys(CALLS) as (keyof Kernels)[]) {
    for (const args of CALLS[name] as readonly (readonly number[])[]) {
      const results = [one, other].map(({ kernels }, index) => {
        views[index].set(before);
        const result = (kernels as unknown as AnyKernels)[name](...args);
        views[index].fill(0, panel - PAGE);
        return result;
      });
      if (results[0] !== results[1] || !views[0].equals(views[1])) return name;
    }
  }
  return undefined;
}
