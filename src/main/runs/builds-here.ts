import { WorkbenchError } from '../../shared/errors.ts';
import type { EngineBuild } from '../../shared/run.ts';
import type { EngineChoice } from '../training/engines/choose.ts';
import { engineBuild } from '../training/engines/create.ts';
import { tensorFlowEnvironment } from '../training/engines/tensorflow/environment.ts';
import type { ProcessStarter } from './training-host.ts';

/**
 * The builds of the engines on this machine. Each engine is asked once, because TensorFlow has to be loaded for it, in its own
 * process.
 */
export class BuildsHere {
  readonly #startProcess: ProcessStarter;
  readonly #known = new Map<string, Promise<EngineBuild>>();

  constructor(startProcess: ProcessStarter) {
    this.#startProcess = startProcess;
  }

  /** The build of the chosen engine on this machine. Rejects with `engine-unavailable` or the error of loading the engine. */
  of(choice: EngineChoice): Promise<EngineBuild> {
    const key = [choice.engine, choice.threads, choice.device].join(' ');
    const known = this.#known.get(key) ?? this.#identify(choice);
    this.#known.set(key, known);
    // What could not be loaded may have been put right when it is asked again.
    known.catch(() => this.#known.delete(key));
    return known;
  }

  #identify(choice: EngineChoice): Promise<EngineBuild> {
    // The kernels are read in this thread in milliseconds.
    if (choice.engine !== 'tensorflow') return Promise.resolve().then(() => engineBuild(choice.engine));
    return new Promise((resolve, reject) => {
      const host = this.#startProcess(tensorFlowEnvironment(choice.threads, choice.device), {
        event: (event) => {
          if (event.kind !== 'identified') return;
          const { build } = event;
          if ('code' in build) reject(new WorkbenchError(build.code, build.message));
          else resolve(build);
          void host.end();
        },
        ended: (reason) =>
          reject(new WorkbenchError('engine-unavailable', `tensorflow cannot be loaded: ${reason.message}`)),
      });
      host.post({ kind: 'identify', engine: choice.engine });
    });
  }
}
