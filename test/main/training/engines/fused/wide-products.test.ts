import { spawnSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../../../src/main/training/engines/create.ts';
import { bestBuild, instantiate } from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import {
  hasWideFlag,
  instantiateWide,
  withWideProducts,
} from '../../../../../src/main/training/engines/fused/kernels/wide-products.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';
import { runConfigSchema } from '../../../../../src/shared/config/schema.ts';

const PAGE = 65_536;
const PAGES = 256;
const HERE = { arch: process.arch, v8: process.versions.v8 };

/** Whether 128 bits or 256 are computed at once, the products are the same. */
describe.runIf(bestBuild() === 'relaxed').each(['off', 'on'])(
  'products for evaluations, V8 joining them: %s',
  (flag) => {
    const name = 'experimental-wasm-revectorize';
    // Where V8 has no such flag it joins nothing, and prints an error if given it.
    const set = (given: string) => hasWideFlag(HERE) && setFlagsFromString(given);
    beforeAll(() => void set(flag === 'on' ? `--${name}` : `--no-${name}`));
    afterAll(() => void set(`--no-${name}`));

    test.each([
      [256, 256, 256],
      [256, 2, 256],
      [2, 256, 256],
      [61, 130, 60],
      [6, 1, 16],
      [5, 7, 12],
      [13, 700, 28],
      [7, 513, 176],
      [1, 64, 4],
    ])('of %i × %i by %i columns have every bit of the kernels that train', (m, k, n) => {
      const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
      const floats = new Float32Array(memory.buffer);
      const stream = randomStream('products', `${m} ${k} ${n}`);
      const places = [m * k, k * n, m, 16 * k, m * n, m * n].map((count) => 64 * Math.ceil(count / 64));
      const at = places.map((_, index) => PAGE + 4 * places.slice(0, index).reduce((sum, one) => sum + one, 0));
      const [a, b, bias, panel, narrow, wide] = at;
      for (const [index, address] of [a, b, bias].entries()) {
        for (let i = 0; i < places[index]; i++) floats[address / 4 + i] = stream.uniform() - 0.5;
      }
      for (const biases of [bias, 0]) {
        // Until V8 has optimised them.
        for (let round = 0; round < 50; round++) {
          instantiate('relaxed', memory).multiply(a, b, narrow, biases, m, k, n, n, n, panel);
          instantiateWide(memory).multiply(a, b, wide, biases, m, k, n, n, n, panel);
        }
        const bytes = (address: number) => Buffer.from(memory.buffer, address, 4 * m * n);
        expect(bytes(wide).equals(bytes(narrow))).toBe(true);
      }
    });
  },
);

test.runIf(bestBuild() === 'relaxed')('kernels with wide products are the kernels in all else', () => {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16 });
  const kernels = instantiate('relaxed', memory);
  const withWide = withWideProducts(kernels, memory);
  expect(Object.keys(withWide)).toEqual(Object.keys(kernels));
  const others = Object.entries(kernels).filter(([name]) => name !== 'multiply');
  expect(withWide).toMatchObject(Object.fromEntries(others));
});

const TRIED = [
  ['x64', '13.6.233.17-node.53'],
  ['x64', '14.1.146.11-node.9'],
  ['x64', '14.8.178.14-electron.0'],
] as const;
const UNTRIED = [
  ['arm64', '13.6.233.17-node.53'],
  ['arm64', '14.8.178.14-electron.0'],
  ['x64', '11.3.244.8-node.38'],
  ['x64', '12.4.254.21-node.33'],
  ['x64', '13.5.212.10'],
] as const;

/**
 * What a process prints that asks for wide products on a machine like this. Its V8 does not know the flag that it is given, so that
 * giving it shows in `stderr` on every machine.
 */
function askedOn(arch: string, v8: string) {
  const folder = import.meta.resolve('../../../../../src/main/training/engines/fused/kernels/');
  const program = `
    import { setFlagsFromString } from 'node:v8';
    import { bestBuild, instantiate } from '${folder}kernels.ts';
    import { withWideProducts } from '${folder}wide-products.ts';
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 16 });
    const kernels = instantiate(bestBuild(), memory);
    const setFlag = (flag) => setFlagsFromString(flag + '-that-no-v8-has');
    const machine = { arch: '${arch}', v8: '${v8}', setFlag };
    console.log(withWideProducts(kernels, memory, machine) === kernels ? 'the same kernels' : 'others');
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return { stdout: stdout.trim(), stderr };
}

test.each(TRIED)('wide products are tried on %s with V8 %s', (arch, v8) => {
  expect(hasWideFlag({ arch, v8 })).toBe(true);
});

test.each(UNTRIED)('on %s with V8 %s the kernels stay as they are, and nothing is printed', (arch, v8) => {
  expect(askedOn(arch, v8)).toEqual({ stdout: 'the same kernels', stderr: '' });
});

test('a V8 that is given a flag it does not know would print an error', () => {
  expect(askedOn('x64', '13.6.233.17-node.53').stderr).toMatch(/unrecognized flag/);
});

test('a large generator gives the same points whichever way they are asked for', () => {
  const model = modelOf(runConfigSchema.parse({ generator: { hidden_widths: [256, 256] } }), 1);
  const engine = createEngine('fused', model);
  const state = engine.exportState();
  const stream = randomStream('points', 'weights');
  for (let index = 0; index < state.generator.parameters.length; index++) {
    state.generator.parameters[index] = 0.2 * (stream.uniform() - 0.5);
  }
  engine.importState(state);
  const noise = Float32Array.from({ length: 1000 * model.latentDimension }, () => stream.uniform());
  const all = engine.generate(noise, 'current').slice();
  // A single row takes tiles of other sizes than many.
  for (const row of [0, 255, 256, 999]) {
    const one = noise.slice(row * model.latentDimension, (row + 1) * model.latentDimension);
    expect(engine.generate(one, 'current')[0]).toBe(all[row]);
  }
  engine.dispose();
});
