import type { EngineName, RunConfig } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Model } from '../model/network.ts';
import { whyMissing } from '../../native-library/location.ts';
import { tensorFlowAvailability, type EngineAvailability } from './availability.ts';
import { stepMilliseconds } from './cost.ts';
import { bestBuild } from './fused/kernels/best-build.ts';
import type { KernelBuild } from './fused/kernels/kernels.ts';

/** The engine, threads and device for a run. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly threads: number;
  readonly device: RunConfig['device'];
  /** The reason for this choice, in a few words. */
  readonly reason: string;
}

const milliseconds = (value: number) => `${value.toPrecision(2)} ms`;

/** The number of TensorFlow's threads that is expected to be faster: 1, or all that it may use. */
function bestThreads(model: Model, threads: number): number {
  if (threads === 1) return 1;
  return stepMilliseconds({ threads }, model) < stepMilliseconds({ threads: 1 }, model) ? threads : 1;
}

/**
 * Chooses the engine, threads and device for a config, if a run may use `threads` threads. `auto` takes the engine that
 * the cost model expects to be faster. Throws `engine-unavailable` or `device-unavailable` with the reason.
 * `build` gives the kernels that would train here.
 */
export function chooseEngine(
  { engine: asked, device }: Pick<RunConfig, 'engine' | 'device'>,
  model: Model,
  threads: number,
  tensorFlow: () => EngineAvailability = tensorFlowAvailability,
  build: () => KernelBuild = bestBuild,
): EngineChoice {
  const native = (reason: string): EngineChoice => {
    const here = tensorFlow();
    if (!here.available) {
      throw new WorkbenchError('engine-unavailable', `engine: tensorflow cannot run here: ${whyMissing(here)}`, {
        path: 'engine',
      });
    }
    if (device === 'gpu' && here.device !== 'gpu') {
      const message =
        'device: gpu is not possible: the package @tensorflow/tfjs-node-gpu is not installed here, or its native library is not; use cpu or auto';
      throw new WorkbenchError('device-unavailable', message, { path: 'device' });
    }
    return { engine: 'tensorflow', threads: bestThreads(model, threads), device, reason };
  };
  switch (asked) {
    case 'tensorflow':
      return native('chosen in the config');
    case 'fused':
    case 'reference':
      if (device === 'gpu') {
        const message = `device: gpu is not possible: the ${asked} engine runs on the processor; use tensorflow, or cpu or auto`;
        throw new WorkbenchError('device-unavailable', message, { path: 'device' });
      }
      return { engine: asked, threads: 1, device, reason: 'chosen in the config' };
    case 'auto':
      return device === 'gpu'
        ? native('the only one that runs on a GPU')
        : chooseFaster(model, threads, tensorFlow, build, native);
  }
}

function chooseFaster(
  model: Model,
  threads: number,
  tensorFlow: () => EngineAvailability,
  build: () => KernelBuild,
  native: (reason: string) => EngineChoice,
): EngineChoice {
  const fused = stepMilliseconds({ build: build() }, model);
  const other = stepMilliseconds({ threads: bestThreads(model, threads) }, model);
  const take = (reason: string): EngineChoice => ({ engine: 'fused', threads: 1, device: 'cpu', reason });
  const compared = `about ${milliseconds(fused)} per step on fused, ${milliseconds(other)} on tensorflow`;
  if (fused <= other) return take(`the faster one here: ${compared}`);
  const here = tensorFlow();
  if (here.available) return native(`the faster one here: ${compared}`);
  return take(`tensorflow would be faster (${compared}), but cannot run here: ${whyMissing(here)}`);
}
