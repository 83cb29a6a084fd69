import { dataDimension } from '../../shared/config/memory.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { trainingFacts, type Run } from '../../shared/run.ts';
import { chooseEngine, type EngineChoice } from '../training/engines/choose.ts';
import { modelOf } from '../training/model/network.ts';
import { threadsPerRun } from './pool.ts';

/**
 * What trains a config where so many runs are trained side by side. Throws `engine-unavailable` or `device-unavailable`
 * with the reason where that cannot be had here.
 */
export function engineFor(config: RunConfig, jobs: number): EngineChoice {
  return chooseEngine(config, modelOf(config, dataDimension(config.target)), threadsPerRun(jobs));
}

/**
 * The engine of a run. A run that has trained before keeps its engine and threads, because only they give the same bits. A fork
 * trains on its parent's engine with the same number of threads.
 */
export function engineForRun(run: Run, jobs: number): EngineChoice {
  const { build, engineReason } = trainingFacts(run);
  if (!build) {
    const choice = engineFor(run.config, jobs);
    const before = run.lineage?.build;
    return before?.engine === choice.engine ? { ...choice, threads: before.threads } : choice;
  }
  const asked = { ...run.config, engine: build.engine, device: build.device };
  const reason = engineReason ?? 'it trained this run before';
  return { ...engineFor(asked, jobs), threads: build.threads, reason };
}
