import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { sameBuild } from '../../../../../src/shared/builds.ts';
import { runConfigSchema } from '../../../../../src/shared/config/schema.ts';
import { fusedEngine } from '../../../../../src/main/training/engines/fused/create.ts';
import { bestBuild } from '../../../../../src/main/training/engines/fused/kernels/best-build.ts';
import {
  buildName,
  instantiate,
  runsHere,
  type KernelBuild,
  type Kernels,
} from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { CHECK_PAGES, firstDifference } from '../../../../../src/main/training/engines/fused/kernels/self-check.ts';
import { hasWideFlag } from '../../../../../src/main/training/engines/fused/kernels/wide-code.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../../src/main/training/random.ts';

/** What a run says that a build of the kernels trained. */
const named = (kernels: string) => ({ engine: 'fused', kernels, rounding: 'r', threads: 1, device: 'cpu' }) as const;

test('a run goes on with the kernels that give its bits: relaxed and wide ones, of today and before', () => {
  const [relaxed, wide, plain] = (['relaxed', 'wide', 'plain'] as const).map((build) => named(buildName(build)));
  expect(sameBuild(wide, relaxed)).toBe(true);
  expect(sameBuild(relaxed, named('relaxed-simd 3d56b22ae500'))).toBe(true);
  expect(sameBuild(wide, named('relaxed-simd 52406b6589fa'))).toBe(true);
  expect(sameBuild(plain, named('plain-simd 19343a0aa26a'))).toBe(true);
  expect(sameBuild(plain, wide)).toBe(false);
});

const FOLDER = import.meta.resolve('../../../../../src/main/training/engines/fused/kernels/');
const HERE = { arch: process.arch, v8: process.versions.v8 };

const checked = (build: KernelBuild) => {
  const memory = new WebAssembly.Memory({ initial: CHECK_PAGES, maximum: CHECK_PAGES });
  return { kernels: instantiate(build, memory), memory };
};

/** What a program prints that runs beside the sources of the kernels, in a process of its own with these flags. */
function printed(program: string, flags: readonly string[] = []) {
  const args = [...flags, '--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { stdout: stdout.trim(), stderr };
}

const CHOICE = `import { bestBuild } from '${FOLDER}best-build.ts'; console.log(bestBuild());`;
/** As this machine, but for what is given; its V8 does not know the flags that it is given, so that giving one shows in `stderr`. */
const choiceOn = (arch: string, v8: string) =>
  printed(`
    import { setFlagsFromString } from 'node:v8';
    import { fastestBuild } from '${FOLDER}best-build.ts';
    const setFlag = (flag) => setFlagsFromString(flag + '-that-no-v8-has');
    console.log(fastestBuild({ arch: '${arch}', v8: '${v8}', setFlag }));
  `);

describe.runIf(runsHere('relaxed'))('the wide kernels', () => {
  test('give every bit of the relaxed ones, each kernel on odd sizes', () => {
    expect(firstDifference(checked('relaxed'), checked('wide'))).toBeUndefined();
  });

  test('give every bit of the relaxed ones also where V8 joins nothing', () => {
    const program = `
      import { instantiate } from '${FOLDER}kernels.ts';
      import { CHECK_PAGES, firstDifference } from '${FOLDER}self-check.ts';
      Object.defineProperty(process, 'arch', { value: 'arm64' });
      const checked = (build) => {
        const memory = new WebAssembly.Memory({ initial: CHECK_PAGES, maximum: CHECK_PAGES });
        return { kernels: instantiate(build, memory), memory };
      };
      console.log(firstDifference(checked('relaxed'), checked('wide')) ?? 'none');
    `;
    expect(printed(program)).toEqual({ stdout: 'none', stderr: '' });
  });

  test.each(['adam', 'transpose', 'multiply', 'spectral', 'batchNormRunning'] as const)(
    'are found out if one bit of %s differs',
    (name) => {
      const wrong = checked('wide');
      const right = wrong.kernels as unknown as Readonly<Record<string, (...args: readonly number[]) => void>>;
      const bytes = new Uint8Array(wrong.memory.buffer);
      const flip = (...args: readonly number[]) => {
        right[name](...args);
        bytes[args[name === 'multiply' ? 2 : 1]] ^= 1;
      };
      const kernels: Kernels = { ...wrong.kernels, [name]: flip };
      expect(firstDifference(checked('relaxed'), { ...wrong, kernels })).toBe(name);
    },
  );
});

test.runIf(bestBuild() === 'wide')('a processor without AVX2 takes the relaxed kernels', () => {
  expect(printed(CHOICE)).toEqual({ stdout: 'wide', stderr: '' });
  expect(printed(CHOICE, ['--no-enable-avx2'])).toEqual({ stdout: 'relaxed', stderr: '' });
});

const UNTRIED = [
  ['arm64', '13.6.233.17-node.53'],
  ['arm64', '14.8.178.14-electron.0'],
  ['x64', '11.3.244.8-node.38'],
  ['x64', '12.4.254.21-node.33'],
  ['x64', '13.5.212.10'],
  ['x64', '14.1.146.11-node.9'],
  ['x64', '15.0.1'],
] as const;

test.runIf(runsHere('relaxed')).each(UNTRIED)(
  'on %s with V8 %s the relaxed kernels are taken, and nothing is printed',
  (arch, v8) => {
    expect(choiceOn(arch, v8)).toEqual({ stdout: 'relaxed', stderr: '' });
  },
);

test.each([
  ['x64', '13.6.233.17-node.53'],
  ['x64', '14.8.178.14-electron.0'],
])('on %s with V8 %s the wide kernels are tried', (arch, v8) => {
  expect(hasWideFlag({ arch, v8 })).toBe(true);
});

test('a V8 that is given a flag it does not know would print an error', () => {
  expect(choiceOn('x64', '13.6.233.17-node.53').stderr).toMatch(/unrecognized flag/);
});

test.runIf(hasWideFlag(HERE))('threads take what their process chose, without a trial of their own', async () => {
  const chosen = bestBuild();
  // A trial turns flags on, so a thread in which that fails has made none.
  const program = `
    const v8 = require('node:v8');
    v8.setFlagsFromString = () => { throw new Error('a second trial'); };
    require('node:module').syncBuiltinESMExports();
    import('${FOLDER}best-build.ts').then(({ bestBuild }) =>
      require('node:worker_threads').parentPort.postMessage(bestBuild()));
  `;
  const thread = new Worker(program, { eval: true });
  const answer = await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));
  expect(answer).toBe(chosen);
});

test('a large generator gives the same points whichever way they are asked for', () => {
  const model = modelOf(runConfigSchema.parse({ generator: { hidden_widths: [256, 256] } }), 1);
  const engine = fusedEngine(model, bestBuild());
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
