import type { EngineName, RunConfig } from '../../shared/config/schema.ts';
import type { Run } from '../../shared/run.ts';
import { refuseFork } from './fork.ts';

/** A run to be. */
interface Repeated {
  readonly config: RunConfig;
  readonly name: string;
  readonly tags: readonly string[];
}

/** The run that trains with the same batches as `run`, on another engine. */
export function repeatedOn({ id, config, name, tags, lineage }: Run, engine: EngineName): Repeated {
  refuseFork({ id, lineage }, 'repeated from the start');
  // Only TensorFlow runs on a GPU: what is the same on both is the experiment.
  const device = engine !== 'tensorflow' && config.device === 'gpu' ? 'auto' : config.device;
  const original = name.replace(/ on (?:fused|tensorflow|reference)$/, '');
  return { config: { ...config, engine, device }, name: `${original} on ${engine}`, tags };
}
