import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { WorkbenchError } from '../../../../../shared/errors.ts';
import {
  instantiate,
  KERNEL_BUILDS,
  moduleOf,
  runsHere,
  useModule,
  type KernelBuild,
  type Kernels,
} from './kernels.ts';
import { CHECK_PAGES, firstDifference } from './self-check.ts';
import { joinsOperations, THIS_MACHINE, type Machine } from './wide-code.ts';

/** Names the build to take, for bits to be compared with those of a machine that has not the faster one. */
export const KERNELS_VARIABLE = 'GAN_WORKBENCH_KERNELS';

/** Under this name a thread leaves what it chose to the threads that it starts. */
const CHOICE = 'gan-workbench-kernels';

/** What one thread of the process chose for all. */
interface Choice {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

let chosen: KernelBuild | undefined;

/**
 * The fastest build that this JavaScript engine and processor can run, or the one that the environment names: chosen once in a process, if
 * it is chosen before threads are started. Throws `bad-kernels` where the environment names none.
 */
export function bestBuild(): KernelBuild {
  const asked = process.env[KERNELS_VARIABLE] ?? '';
  if (asked === '') return (chosen ??= choiceOfAnotherThread() ?? choose());
  const named = KERNEL_BUILDS.find((build) => build === asked);
  if (named) return named;
  const message = `${KERNELS_VARIABLE}: ${JSON.stringify(asked)} is no build of the kernels; use ${KERNEL_BUILDS.join(' or ')}, or leave it out.`;
  throw new WorkbenchError('bad-kernels', message);
}

function choiceOfAnotherThread(): KernelBuild | undefined {
  const choice = getEnvironmentData(CHOICE) as Choice | undefined;
  if (choice) useModule(choice.build, choice.module);
  return choice?.build;
}

function choose(): KernelBuild {
  const build = fastestBuild(THIS_MACHINE);
  setEnvironmentData(CHOICE, { build, module: moduleOf(build) } satisfies Choice);
  return build;
}

/** The fastest build that runs on such a machine. */
export function fastestBuild(machine: Machine): KernelBuild {
  if (!runsHere('relaxed')) return 'plain';
  return joinsOperations(machine) && isWideBetter() ? 'wide' : 'relaxed';
}

/** Of the relaxed products' time; what is hardly faster may be so by chance. */
const MOST_OF_RELAXED = 0.85;
const TRIALS = 7;

/** Whether the wide build gives every bit of the relaxed one here, and its products take less time. */
function isWideBetter(): boolean {
  const [relaxed, wide] = (['relaxed', 'wide'] as const).map((build) => {
    const memory = new WebAssembly.Memory({ initial: CHECK_PAGES, maximum: CHECK_PAGES });
    return { kernels: instantiate(build, memory), memory };
  });
  const [narrowTime, wideTime] = productTimes(relaxed.kernels, wide.kernels);
  return wideTime < MOST_OF_RELAXED * narrowTime && firstDifference(relaxed, wide) === undefined;
}

/** The least times of two builds' products, which take turns. */
function productTimes(...builds: readonly Kernels[]): number[] {
  // Four matrices of 96 × 96, one after the other.
  const [first, second, to, panel] = [1, 2, 3, 4].map((count) => count * 40_960);
  const times = builds.map(() => Infinity);
  for (let trial = 0; trial <= TRIALS; trial++) {
    for (const [index, kernels] of builds.entries()) {
      const start = performance.now();
      kernels.multiply(first, second, to, 0, 96, 96, 96, 96, 96, panel);
      // At the first call the code is made.
      if (trial > 0) times[index] = Math.min(times[index], performance.now() - start);
    }
  }
  return times;
}
