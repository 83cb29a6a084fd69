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

/**
 * The environment variable that names the build to use, for comparing bits with a machine that lacks the faster one.
 */
export const KERNELS_VARIABLE = 'GAN_WORKBENCH_KERNELS';

/** The environment variable by which a thread passes its choice to the threads that it starts. */
const CHOICE = 'gan-workbench-kernels';

/** The choice of one thread, which holds for the whole process. */
interface Choice {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

let chosen: KernelBuild | undefined;

/**
 * The fastest build that this JavaScript engine and processor can run, or the one that the environment names. It is
 * chosen once per process, if that happens before threads are started. Throws `bad-kernels` if the environment names an
 * unknown build.
 */
export function bestBuild(): KernelBuild {
  const asked = process.env[KERNELS_VARIABLE] ?? '';
  if (asked === '') return (chosen ??= choiceOfAnotherThread() ?? choose());
  const named = KERNEL_BUILDS.find((build) => build === asked);
  if (named) return named;
  const message = `${KERNELS_VARIABLE}: ${JSON.stringify(asked)} is not a build of the kernels; use ${KERNEL_BUILDS.join(' or ')}, or omit it.`;
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

/** The largest share of the relaxed build's time at which the wide build is used; a smaller gain may be chance. */
const MOST_OF_RELAXED = 0.85;
const TRIALS = 7;

/** Whether the wide build gives the same bits as the relaxed one here, with faster products. */
function isWideBetter(): boolean {
  const [relaxed, wide] = (['relaxed', 'wide'] as const).map((build) => {
    const memory = new WebAssembly.Memory({ initial: CHECK_PAGES, maximum: CHECK_PAGES });
    return { kernels: instantiate(build, memory), memory };
  });
  const [narrowTime, wideTime] = productTimes(relaxed.kernels, wide.kernels);
  return wideTime < MOST_OF_RELAXED * narrowTime && firstDifference(relaxed, wide) === undefined;
}

/** The shortest times of two builds' products, measured alternately. */
function productTimes(...builds: readonly Kernels[]): number[] {
  // Four matrices of 96 × 96, one after the other.
  const [first, second, to, panel] = [1, 2, 3, 4].map((count) => count * 40_960);
  const times = builds.map(() => Infinity);
  for (let trial = 0; trial <= TRIALS; trial++) {
    for (const [index, kernels] of builds.entries()) {
      const start = performance.now();
      kernels.multiply(first, second, to, 0, 96, 96, 96, 96, 96, panel);
      // The first call compiles the code.
      if (trial > 0) times[index] = Math.min(times[index], performance.now() - start);
    }
  }
  return times;
}
