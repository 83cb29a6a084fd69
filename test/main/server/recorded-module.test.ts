import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrawnSamples } from '../../../src/shared/api/samples.ts';
import { drawSamples } from '../../../src/main/files/samples.ts';
import { moduleProcesses } from '../training/child-processes.ts';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

describe('a recorded run whose module is the user’s own', () => {
  const served = new Served();
  // It takes its time when it is imported, so that its process is seen.
  const source = `
    let sum = 0;
    for (let index = 0; index < 1e9; index++) sum += index % 3;
    export default (count, random) => Array.from({ length: count }, () => [random.normal() + 0 * sum]);`;
  let page: AskingPage;
  let run: string;

  beforeAll(async () => {
    await served.start();
    page = await AskingPage.open(served);
    const bytes = new TextEncoder().encode(source);
    const outcome = await page.reply('training.import_law', {
      field: 'target',
      name: 'laws.mjs',
      bytes,
      allowed: true,
    });
    if (outcome.kind !== 'read') throw new Error(outcome.kind);
    const { law } = outcome.imported;
    const config = { target: law, epochs: 5, snapshots: { samples: 50 } };
    const { runs } = await page.reply('training.launch', { config, seeds: [1] });
    [run] = runs;
    await served.application.workbench.queue.idle();
  });
  afterAll(() => served.end());

  const draw = () => ({
    run,
    epoch: 'last' as const,
    weights: 'current' as const,
    latent: { kind: 'drawn' as const, count: 500, seed: 7 },
  });
  it('leaves all other questions answered while the module takes its time', async () => {
    for (const ask of [() => page.reply('run.reference', { run }), () => page.reply('samples.draw', draw())]) {
      const order: string[] = [];
      const asked = ask().then(() => order.push('module'));
      await expect.poll(() => moduleProcesses(), { timeout: 10_000, interval: 10 }).not.toEqual([]);
      await page.reply('run.series', { run, from: 1, to: 5, width: 100 }).then(() => order.push('series'));
      await asked;
      expect(order).toEqual(['series', 'module']);
    }
  });

  it('is imported once by a window that shows it again and again', async () => {
    const window = await AskingPage.open(served);
    const seen = new Set<number>();
    const look = () => {
      for (const pid of moduleProcesses()) seen.add(pid);
    };
    const looking = setInterval(look, 50);
    const first = await window.reply('run.reference', { run });
    expect(await window.reply('run.reference', { run })).toEqual(first);
    expect(await window.reply('run.reference', { run })).toEqual(first);
    clearInterval(looking);
    expect(seen.size).toBe(1);
  });

  it('gives the window the samples that the command line gives, to the bit', async () => {
    const { store } = served.application.workbench;
    const latent = { kind: 'drawn', count: 500, seed: 7, stream: 'sample' } as const;
    const expected = await drawSamples(store, store.runs.get(run), { epoch: 'last', weights: 'current', latent });
    const drawn: DrawnSamples = await page.reply('samples.draw', draw());
    expect(drawn.values).toEqual(expected.values);
    expect(drawn.latent).toEqual(expected.latent);
    expect(drawn.discriminator).toEqual(expected.discriminator);
    expect(drawn.epoch).toBe(5);
  });
});
