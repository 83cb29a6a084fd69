import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { outcomeOf, statusText } from '../../../src/shared/outcome.ts';
import { runFields } from '../../../src/shared/filter/run-fields.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const SHORT: RunConfigInput = { epochs: 20, snapshots: { every: 5, samples: 200 } };
const learningRates = (rate: number, ofDiscriminator = rate): RunConfigInput => ({
  optimizer: {
    generator: { name: 'adam', learning_rate: rate },
    discriminator: { name: 'adam', learning_rate: ofDiscriminator },
  },
});

async function trained(config: RunConfigInput) {
  const path = temporaryStore();
  const { store, ...workbench } = await (async () => {
    const opened = temporaryWorkbench(1, path);
    const ids = opened.queue.launch([request({ ...SHORT, ...config })]);
    await opened.queue.idle();
    return { store: opened.store, id: ids[0] };
  })();
  const told = () => {
    const [run, summaries] = [store.runs.get(workbench.id), store.runs.summaries(workbench.id)];
    return { run, summaries, outcome: outcomeOf(run, summaries), text: statusText(run, summaries) };
  };
  const change = (sql: string) => {
    const database = new Database(path);
    database.exec(sql);
    database.close();
  };
  return { told, change };
}

describe('a run that ended and learned nothing', () => {
  it('by a generator’s learning rate of 1e9 leaves the axes, and says so beside its state', async () => {
    const { told } = await trained(learningRates(1e9, 1e-3));
    const { run, summaries, text } = told();
    expect(run.status).toBe('finished');
    expect(text).toBe('finished, left the axes');
    expect(runFields(run, summaries)('outcome')).toBe('left the axes');
  });

  it('whose generator makes next to one point has collapsed', async () => {
    // It hardly moves from where it begins, and narrow networks begin with next to one point.
    const { told } = await trained({
      ...learningRates(1e-8),
      generator: { hidden_widths: [2] },
      target: { law: 'normal', standard_deviation: 30 },
    });
    expect(told().text).toBe('finished, collapsed');
  });

  it('of points in the plane has collapsed where it has along one axis', async () => {
    const { told, change } = await trained({ target: { law: 'ring' }, generator: { latent_dimension: 2 } });
    change("UPDATE summaries SET last = 0.001 WHERE metric = 'std_y'; UPDATE snapshots SET outside = 0");
    expect(told().outcome).toBe('collapsed');
    change('UPDATE runs SET target_x_mean = NULL, target_x_std = NULL, target_y_mean = NULL, target_y_std = NULL');
    expect(told().outcome).toBe('collapsed');
  });

  it('whose losses left float range has diverged, whether it failed of it or not', async () => {
    const { told, change } = await trained({});
    expect(told().outcome).toBeUndefined();
    change("UPDATE summaries SET last = 1e39 WHERE metric = 'loss_fake'");
    expect(told().text).toBe('finished, diverged');
    change(
      "UPDATE summaries SET last = 1 WHERE metric = 'loss_fake'; UPDATE runs SET status = 'failed', error_code = 'not-finite', error_message = 'x'",
    );
    expect(told().text).toBe('failed, diverged');
  });
});

it('a run that learned says nothing beside its state, nor does one that trains', async () => {
  const { told } = await trained({ epochs: 200 });
  const { run, summaries, text } = told();
  expect(text).toBe('finished');
  if (run.status !== 'finished') throw new Error('it has not finished');
  expect(outcomeOf({ ...run, lastOutside: 200 }, summaries)).toBe('left the axes');
  expect(outcomeOf({ ...run, lastOutside: 200, status: 'running' }, summaries)).toBeUndefined();
});
