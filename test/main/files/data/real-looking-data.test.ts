import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { readOrStoredFiles } from '../../../../src/main/files/data/files.ts';
import { importLaw } from '../../../../src/main/files/data/import-law.ts';
import { refuseUnfitTable } from '../../../../src/main/files/data/table-fitness.ts';
import { measuredAnimals } from '../../../data/measured-animals.ts';
import { temporaryWorkbench } from '../../runs/temporary-store.ts';

const unused = () => Promise.reject(new Error('no module is tried'));

/** What the window does once a file and a column of it are chosen: nothing else is set but what is given. */
async function chosen(column: string, settings: RunConfigInput = {}) {
  const workbench = temporaryWorkbench();
  const file = { field: 'target', name: 'animals.csv', bytes: measuredAnimals(), columns: [column] } as const;
  const outcome = await importLaw(file, workbench.store, { list: unused, draw: unused });
  if (outcome.kind === 'asks') throw new Error(outcome.question);
  const config = runConfigSchema.parse({ ...settings, target: outcome.imported.law as RunConfigInput['target'] });
  const read = await readOrStoredFiles(config, '/', workbench.store, unused);
  refuseUnfitTable(read);
  const [id] = workbench.queue.launch([{ read, name: column }]);
  await workbench.queue.idle();
  const run = workbench.store.runs.get(id);
  if (run.status !== 'finished') throw new Error(`the run is ${run.status}`);
  return { run, snapshot: workbench.store.snapshots.readNearest(id, run.config.epochs) };
}

describe('data as it is measured, with nothing chosen but its file and a column', () => {
  it.each(['body mass (g)', 'income'])('%s is learned to a third of its standard deviation', async (column) => {
    const { run, snapshot } = await chosen(column);
    expect(run.final.metrics.wasserstein_1_share).toBeLessThan(1 / 3);
    expect(run.final.metrics.mean).toBeGreaterThan(3000);
    expect(snapshot?.outside).toBeLessThan(200);
  });

  it.each(['body mass (g)', 'income'])('%s is learned to a tenth of it by the averaged generator', async (column) => {
    const { run } = await chosen(column, { ema_decay: 0.999 });
    expect(run.final.averageMetrics?.wasserstein_1_share).toBeLessThan(1 / 10);
  });

  it('that is a constant or a date is refused with a sentence', async () => {
    await expect(chosen('station')).rejects.toThrow(/station.*7|one value|every row/);
    await expect(chosen('date')).rejects.toThrow(/date/);
  });
});
