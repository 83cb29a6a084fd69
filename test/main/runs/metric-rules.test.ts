import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../src/main/store/store.ts';
import { recoverStore } from '../../../src/main/store/care/recovery/recover.ts';
import { writeRunFile } from '../../../src/main/store/run-files/write.ts';
import { runFileJob } from '../../../src/main/files/run-files/export.ts';
import { importRunFile } from '../../../src/main/files/run-files/import.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { forked } from './forked.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

/** 400 blurred modes: by the first rule a perfect generator covers none of them, by the present one nearly all. */
const GRID: RunConfigInput = {
  epochs: 4,
  batches_per_epoch: 20,
  batch_size: 8,
  noise: { law: 'normal', standard_deviation: 4 },
  target: { law: 'grid', side: 20, spacing: 0.05, standard_deviation: 0.02 },
  generator: { latent_dimension: 2, hidden_widths: [8] },
  discriminator: { hidden_widths: [8] },
  checkpoints: { every: 2 },
};

async function trained(workbench: Workbench, epochs = 4): Promise<string> {
  const [id] = workbench.queue.launch([request({ ...GRID, epochs })]);
  await workbench.queue.idle();
  return id;
}

/** Makes it a run that an earlier version of the program began. */
function makeOld(store: string, run: string): void {
  const database = new Database(store);
  database.prepare('UPDATE runs SET metric_rules = NULL WHERE id = ?').run(run);
  const ofRun = 'run_key = (SELECT run_key FROM runs WHERE id = ?)';
  database.prepare(`UPDATE snapshots SET modes_covered = 0 WHERE ${ofRun}`).run(run);
  database.prepare(`DELETE FROM noise_floors WHERE ${ofRun}`).run(run);
  database.close();
}

const coveredOf = (store: Store, run: string) =>
  store.snapshots.readMeasurements(run).map(({ metrics }) => metrics.modes_covered);
const rulesOf = (store: Store, run: string) => store.runs.get(run).metricRules;
const floorOf = (store: Store, run: string) =>
  store.noiseFloors.read(run).find(({ metric }) => metric === 'modes_covered')?.mean;

describe('a run keeps the rules that its metrics are measured by', () => {
  it('an extended one of an older version goes on by the first rule, its floor and last evaluation too', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const old = await trained(workbench);
    const straight = await trained(workbench, 8);
    makeOld(path, old);
    workbench.goingOn.extend(old, 8);
    await workbench.queue.idle();
    const { store } = workbench;
    expect(rulesOf(store, old)).toEqual({});
    // Spread over all modes: few of them have the 1 % of the first rule, many what the present one asks for.
    const [byFirst, byPresent] = [coveredOf(store, old), coveredOf(store, straight)].map((all) => all.slice(4));
    expect(byFirst).toHaveLength(4);
    expect(Math.max(...byFirst.map(Number))).toBeLessThan(20);
    expect(Math.min(...byPresent.map(Number))).toBeGreaterThan(200);
    expect(floorOf(store, old)).toBe(0);
    const run = store.runs.get(old);
    const covered = run.status === 'finished' ? run.final.metrics.modes_covered : undefined;
    expect(covered).toBeLessThan(20);
  });

  it('a new run, also of the same group, and a fork of an old one take the present rules', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const old = await trained(workbench);
    makeOld(path, old);
    const fork = forked(workbench, old, 2, { epochs: 6 });
    const again = await trained(workbench);
    const { store } = workbench;
    expect(store.runs.get(again).group).toBe(store.runs.get(old).group);
    for (const run of [fork, again]) {
      expect(rulesOf(store, run)).toEqual(PRESENT_RULES);
      expect(Math.min(...coveredOf(store, run).map((covered) => covered ?? 0))).toBeGreaterThan(0);
      // Not that of the old run, though the law is the same.
      expect(floorOf(store, run)).toBeGreaterThan(380);
    }
    expect(rulesOf(store, old)).toEqual({});
  });

  it('one that waits has none yet, and a run of a rule from a newer version is not trained by another', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const run = await trained(workbench);
    const database = new Database(path);
    database.prepare(`UPDATE runs SET metric_rules = '{"modes_covered":7}' WHERE id = ?`).run(run);
    database.close();
    const refused: unknown[] = [];
    workbench.events.add((event) => {
      if (event.kind === 'not_resumed') refused.push(event.error.code);
    });
    workbench.goingOn.extend(run, 8);
    workbench.queue.hold(true);
    const [waiting] = workbench.queue.launch([request(GRID)]);
    expect(rulesOf(workbench.store, waiting)).toBeUndefined();
    workbench.queue.hold(false);
    await workbench.queue.idle();
    expect(refused).toEqual(['metric-rule-unknown']);
    expect(coveredOf(workbench.store, run)).toHaveLength(4);
  });

  it('a run file and a recovered store have them', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const [old, present] = [await trained(workbench), await trained(workbench)];
    makeOld(path, old);
    const file = join(path, '..', 'runs.ganrun');
    writeRunFile(file, runFileJob(workbench.store, [old, present]));
    const imported = openStore(temporaryStore());
    onTestFinished(() => imported.close());
    importRunFile(imported, file, { allowModules: false });
    const recovered = temporaryStore();
    recoverStore(path, recovered);
    const store = openStore(recovered);
    onTestFinished(() => store.close());
    for (const one of [imported, store])
      expect([old, present].map((run) => rulesOf(one, run))).toEqual([{}, PRESENT_RULES]);
  });
});
