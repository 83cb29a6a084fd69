import { changesBetween, type Change } from '../../shared/config/changes.ts';
import { forkRefusals } from '../../shared/config/fork.ts';
import type { EngineName, RunConfig } from '../../shared/config/schema.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { buildOf, type EngineBuild, type Run } from '../../shared/run.ts';
import type { NewFork } from '../store/tables/runs.ts';
import type { StoredCheckpoint } from '../store/tables/checkpoints.ts';
import type { Store } from '../store/store.ts';
import { forkedCheckpoint } from '../training/forked-checkpoint.ts';
import { trunkHash } from '../store/group-hash.ts';

/** A checkpoint that can be forked, and the run that has it. */
export interface ForkPoint {
  readonly run: Run;
  /** What trained it. */
  readonly build: EngineBuild;
  readonly checkpoint: StoredCheckpoint;
}

/**
 * The checkpoint of exactly this epoch, or the last one. Throws `run-not-found`, `nothing-recorded` if the run has no checkpoint,
 * and `checkpoint-not-found` with a list of the existing ones.
 */
export function forkPoint(store: Store, id: string, epoch: number | 'last'): ForkPoint {
  const run = store.runs.get(id);
  const build = buildOf(run);
  const checkpoints = store.checkpoints.list(id);
  if (!build || checkpoints.length === 0) {
    throw new WorkbenchError('nothing-recorded', `Run ${id} is ${run.status} and has no checkpoint to fork from yet.`);
  }
  const checkpoint = epoch === 'last' ? store.checkpoints.read(id, 'last') : store.checkpoints.readExact(id, epoch);
  if (!checkpoint) {
    const epochs = checkpoints.map((one) => one.epoch).join(', ');
    const message = `Run ${id} has no checkpoint at epoch ${epoch}; it has checkpoints at epochs ${epochs}.`;
    throw new WorkbenchError('checkpoint-not-found', message);
  }
  return { run, build, checkpoint };
}

/** Refuses to start a fork again from its config and seed, because that gives another run. Throws `run-forked`. */
export function refuseFork({ id, lineage }: Pick<Run, 'id' | 'lineage'>, what: string): void {
  if (!lineage) return;
  const message = `Run ${id} is a fork of run ${lineage.parent} and cannot be ${what}; fork run ${lineage.parent} again instead.`;
  throw new WorkbenchError('run-forked', message);
}

/** The config that a fork begins with: that of its parent on the engine that trained it. */
export function forkBase({ run, build }: Pick<ForkPoint, 'run' | 'build'>): RunConfig {
  return { ...run.config, engine: build.engine };
}

/**
 * What a fork of `config` comes from. `engine` is the one that will train it. Throws `bad-fork` with the path of the first setting that
 * does not fit to the checkpoint.
 */
export function forkFrom(point: ForkPoint, config: RunConfig, engine: EngineName): NewFork {
  const { run, build, checkpoint } = point;
  const refusal = forkRefusals(run.config, checkpoint.epoch, config).at(0);
  if (refusal) throw new WorkbenchError('bad-fork', refusal.message, { path: refusal.path });
  const isReseeded = config.seed !== run.config.seed;
  const reseeded: Change[] = isReseeded ? [{ path: 'seed', from: run.config.seed, to: config.seed }] : [];
  return {
    lineage: {
      parent: run.id,
      epoch: checkpoint.epoch,
      changes: [...reseeded, ...changesBetween(forkBase(point), { ...config, engine })],
      build,
      trunk: trunkHash(run, build.engine, isReseeded),
    },
    checkpoint: {
      epoch: checkpoint.epoch,
      seconds: checkpoint.seconds,
      bytes: forkedCheckpoint(checkpoint.bytes, run.config, config),
    },
  };
}
