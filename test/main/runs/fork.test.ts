import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { decodeCheckpoint } from '../../../src/main/training/checkpoint.ts';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { forked } from './forked.ts';
import { recorded } from './recorded.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

const SMALL: RunConfigInput = { epochs: 20, snapshots: { samples: 100 }, checkpoints: { every: 5 } };

async function trained(workbench: Workbench, config: RunConfigInput = {}): Promise<string> {
  const [id] = workbench.queue.launch([request({ ...SMALL, ...config }, 'parent')]);
  await workbench.queue.idle();
  return id;
}

const checkpointOf = ({ store }: Workbench, run: string, epoch: number) =>
  decodeCheckpoint(store.checkpoints.readExact(run, epoch)?.bytes ?? new Uint8Array());

describe('a fork', () => {
  it('trains the epochs after the checkpoint with the settings that were changed, and says which those are', async () => {
    const workbench = temporaryWorkbench();
    const parent = await trained(workbench);
    const fork = forked(workbench, parent, 10, {
      epochs: 30,
      ema_decay: 0.9,
      optimizer: { generator: { learning_rate: 1e-3 }, discriminator: 'sgd' },
    });
    await workbench.queue.idle();
    const run = workbench.store.runs.get(fork);
    expect(run).toMatchObject({ status: 'finished', epochsDone: 30, config: { engine: 'fused' } });
    expect(run.lineage).toMatchObject({ parent, epoch: 10, build: { engine: 'fused' } });
    expect(run.lineage?.changes.map(({ path, from, to }) => [path, from, to])).toEqual(
      expect.arrayContaining([
        ['epochs', 20, 30],
        ['ema_decay', 0, 0.9],
        ['optimizer.generator.learning_rate', 2e-4, 1e-3],
        ['optimizer.discriminator.name', 'adam', 'sgd'],
      ]),
    );
    expect(run.lineage?.changes.map(({ path }) => path)).not.toContain('engine');
    const { epochs, snapshots } = recorded(workbench, fork);
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 20 }, (_, index) => 11 + index));
    expect(snapshots.at(-1)?.averageMetrics).toBeDefined();
    expect(workbench.store.checkpoints.list(fork).map(({ epoch }) => epoch)).toEqual([10, 15, 20, 25, 30]);
    expect(workbench.store.runs.forksOf(parent).map(({ id }) => id)).toEqual([fork]);

    // The other optimiser begins without moments, the average equal to the generator; the rest is the parent's.
    const [before, after] = [checkpointOf(workbench, parent, 10), checkpointOf(workbench, fork, 10)];
    expect(after.state.generator).toEqual(before.state.generator);
    expect(after.state.average).toEqual(before.state.generator.parameters);
    expect(after.state.discriminator.parameters).toEqual(before.state.discriminator.parameters);
    expect(after.state.discriminator).toMatchObject({ updates: 0 });
    expect(after.state.discriminator.firstMoment.every((moment) => moment === 0)).toBe(true);
    expect(after.streams).toEqual(before.streams);
  });

  it('is extended and resumed as any run, and keeps where it comes from', async () => {
    const workbench = temporaryWorkbench();
    const parent = await trained(workbench);
    const [long, short] = [
      forked(workbench, parent, 10, { epochs: 40 }),
      forked(workbench, parent, 10, { epochs: 25 }),
    ];
    await workbench.queue.idle();
    workbench.goingOn.extend(short, 40);
    await workbench.queue.idle();
    expect(recorded(workbench, short)).toEqual(recorded(workbench, long));
    const [of, like] = [workbench.store.runs.get(short), workbench.store.runs.get(long)];
    expect(of.group).toBe(like.group);
    expect(of.lineage).toMatchObject({ parent, epoch: 10 });
  });

  it('outlives its parent', async () => {
    const workbench = temporaryWorkbench();
    const parent = await trained(workbench);
    const fork = forked(workbench, parent, 'last', { epochs: 30 });
    workbench.store.runs.trash(parent, new Date().toISOString());
    workbench.store.runs.purge([parent]);
    await workbench.queue.idle();
    const grandchild = forked(workbench, fork, 25, { epochs: 28 });
    await workbench.queue.idle();
    workbench.goingOn.extend(fork, 35);
    await workbench.queue.idle();
    for (const id of [fork, grandchild]) expect(workbench.store.runs.get(id).status).toBe('finished');
    expect(workbench.store.runs.get(fork).lineage?.parent).toBe(parent);
  });

  it('is refused at the setting that does not fit, and where there is no such checkpoint, and nothing is queued', async () => {
    const workbench = temporaryWorkbench();
    const parent = await trained(workbench);
    const refused: readonly (readonly [RunConfigInput, string])[] = [
      [{ generator: { hidden_widths: [8, 8] } }, 'generator.hidden_widths'],
      [{ discriminator: { hidden_widths: [8] } }, 'discriminator.hidden_widths'],
      [{ generator: { layers: [{ layer: 'linear', width: 64 }, 'leaky_relu'] } }, 'generator.layers'],
      [{ discriminator: { output_spectral: true } }, 'discriminator.output_spectral'],
      [{ discriminator: { packing: 2 } }, 'discriminator.packing'],
      [{ generator: { latent_dimension: 2 } }, 'generator.latent_dimension'],
      [{ target: 'ring' }, 'target.law'],
      [{ epochs: 10 }, 'epochs'],
    ];
    for (const [changed, path] of refused) {
      expect(() => forked(workbench, parent, 10, changed)).toThrow(expect.objectContaining({ code: 'bad-fork', path }));
    }
    expect(() => forked(workbench, parent, 11)).toThrow(
      /has no checkpoint at epoch 11; it has checkpoints at epochs 0, 5, 10, 15, 20/,
    );
    expect(workbench.store.runs.list()).toHaveLength(1);
  });
});

describe('the group of a fork', () => {
  it('is that of forks that differ in the seed alone, and of no run that was not forked', async () => {
    const workbench = temporaryWorkbench();
    const [one, two] = [await trained(workbench), await trained(workbench, { seed: 2 })];
    const longer = await trained(workbench, { seed: 3, epochs: 25 });
    const groups = (ids: readonly string[]) => ids.map((id) => workbench.store.runs.get(id).group);
    const at10 = [one, two].map((parent) => forked(workbench, parent, 10, { epochs: 30 }));
    // How long the parent went on makes no difference to what the fork began with.
    const ofLonger = forked(workbench, longer, 10, { epochs: 30 });
    const at15 = forked(workbench, one, 15, { epochs: 30 });
    const unchanged = forked(workbench, one, 10);
    const reseeded = [7, 8].map((seed) => forked(workbench, one, 10, { epochs: 30, seed }));
    const reseededOther = forked(workbench, two, 10, { epochs: 30, seed: 7 });
    expect(new Set(groups([...at10, ofLonger])).size).toBe(1);
    expect(new Set(groups(reseeded)).size).toBe(1);
    const different = [one, at10[0], at15, unchanged, reseeded[0], reseededOther];
    expect(new Set(groups(different)).size).toBe(different.length);
    expect(groups([one])).toEqual([groupHash(runConfigSchema.parse(SMALL), 'fused')]);
    await workbench.queue.idle();
    // A run's group is told anew when it starts.
    expect(new Set(groups([...at10, ofLonger])).size).toBe(1);
    expect(recorded(workbench, reseeded[0]).epochs).not.toEqual(recorded(workbench, reseeded[1]).epochs);
  });
});
