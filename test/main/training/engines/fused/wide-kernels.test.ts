import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { v8Flags } from '../../../../../bin/find-node.cjs';
import { sameBuild } from '../../../../../src/shared/builds.ts';
import { runConfigSchema } from '../../../../../src/shared/config/schema.ts';
import { fusedEngine } from '../../../../../src/main/training/engines/create.ts';
import { bestBuild } from '../../../../../src/main/training/engines/fused/kernels/best-build.ts';
import {
  buildName,
  instantiate,
  runsHere,
  type KernelBuild,
  type Kernels,
} from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { CHECK_PAGES, firstDifference } from '../../../../../src/main/training/engines/fused/kernels/self-check.ts';
import { joinsOperations, THIS_MACHINE } from '../../../../../src/main/training/engines/fused/kernels/wide-code.ts';
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
const checked = (build: KernelBuild) => {
  const memory = new WebAssembly.Memory({ initial: CHECK_PAGES, maximum: CHECK_PAGES });
  return { kernels: instantiate(build, memory), memory };
};

/** What a program prints that runs beside the sources of the kernels, in a process of its own with these flags. */
function printed(program: string, flags: readonly string[] = process.execArgv) {
  const args = [...flags, '--input-type=module', '--eval', program];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { stdout: stdout.trim(), stderr, status };
}

const CHOICE = `import { bestBuild } from '${FOLDER}best-build.ts'; console.log(bestBuild());`;
const PRINTED = { stderr: '', status: 0 };

describe.runIf(runsHere('relaxed'))('the wide kernels', () => {
  test('give every bit of the relaxed ones, each kernel on odd sizes', () => {
    expect(firstDifference(checked('relaxed'), checked('wide'))).toBeUndefined();
  });

  test('give every bit of the relaxed ones also where V8 joins nothing', () => {
    const program = `
      import { instantiate } from '${FOLDER}kernels.ts';
      import { CHECK_PAGES, firstDifference } from '${FOLDER}self-check.ts';
      const checked = (build) => {
        const memory = new WebAssembly.Memory({ initial: CHECK_PAGES, maximum: CHECK_PAGES });
        return { kernels: instantiate(build, memory), memory };
      };
      console.log(firstDifference(checked('relaxed'), checked('wide')) ?? 'none');
    `;
    expect(printed(program, [])).toEqual({ ...PRINTED, stdout: 'none' });
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

test.runIf(process.arch === 'x64')(
  'tests run in a process whose V8 joins operations, as the launcher starts it',
  () => {
    expect(v8Flags(process.execPath)).toContain('--experimental-wasm-revectorize');
    expect(process.execArgv).toEqual(expect.arrayContaining(v8Flags(process.execPath)));
    expect(joinsOperations(THIS_MACHINE)).toBe(true);
  },
);

test.runIf(bestBuild() === 'wide')(
  'a processor without AVX2, or a process without the flags, takes the relaxed kernels',
  () => {
    expect(printed(CHOICE)).toEqual({ ...PRINTED, stdout: 'wide' });
    expect(printed(CHOICE, [...process.execArgv, '--no-enable-avx2'])).toEqual({ ...PRINTED, stdout: 'relaxed' });
    expect(printed(CHOICE, [])).toEqual({ ...PRINTED, stdout: 'relaxed' });
  },
);

const FLAGS = ['--experimental-wasm-revectorize', '--no-liftoff'];
test.each([
  ['x64', '13.6.233.17-node.53', FLAGS, true],
  ['x64', '14.8.178.14-electron.0', FLAGS, true],
  ['x64', '13.6.233.17-node.53', [], false],
  ['x64', '13.6.233.17-node.53', ['--experimental-wasm-revectorize'], false],
  ['arm64', '13.6.233.17-node.53', FLAGS, false],
  ['arm64', '14.8.178.14-electron.0', FLAGS, false],
  ['x64', '12.4.254.21-node.33', FLAGS, false],
  ['x64', '13.5.212.10', FLAGS, false],
  ['x64', '14.1.146.11-node.9', FLAGS, false],
  ['x64', '15.0.1', FLAGS, false],
] as const)('on %s with V8 %s and flags %j the wide kernels are tried: %s', (arch, v8, flags, isTried) => {
  expect(joinsOperations({ arch, v8, flags })).toBe(isTried);
});

test('a V8 that does not know the flag is not started with it, and takes the relaxed kernels', () => {
  // The launcher takes any Node that is new enough where none is installed beside the workbench.
  expect(v8Flags('/usr/bin/node')).toEqual([]);
  expect(printed(CHOICE, v8Flags('/usr/bin/node')).stdout).not.toBe('wide');
});

test('kernels are chosen while other threads compile code, and the process goes on', { timeout: 60_000 }, () => {
  const program = `
    import { Worker } from 'node:worker_threads';
    import { fastestBuild } from '${FOLDER}best-build.ts';
    import { THIS_MACHINE } from '${FOLDER}wide-code.ts';
    const other = new Worker(\`
      import('${FOLDER}kernels.ts').then(({ runsHere }) => {
        const { readFileSync } = process.getBuiltinModule('node:fs');
        const bytes = readFileSync(new URL('../../../../../../out/kernels/relaxed.wasm', '${FOLDER}'));
        for (;;) {
          const memory = new WebAssembly.Memory({ initial: 64, maximum: 64 });
          const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
          for (let turn = 0; turn < 30; turn++) exports.copy(4096, 8192, 64);
        }
      });\`, { eval: true });
    for (let turn = 0; turn < 20; turn++) {
      fastestBuild(THIS_MACHINE);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    console.log('chosen');
    process.exit(0);
  `;
  expect(printed(program)).toEqual({ ...PRINTED, stdout: 'chosen' });
});

test('threads take what their process chose, without a trial of their own', async () => {
  const chosen = bestBuild();
  const program = `
    performance.now = () => { throw new Error('a second trial'); };
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
