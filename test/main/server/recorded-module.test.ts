import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DrawnSamples } from '../../../src/shared/api/samples.ts';
import { drawSamples } from '../../../src/main/workbench/samples.ts';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

describe('a recorded run whose module is the user’s own', () => {
  const served = new Served();
  const imports = join(served.folder, 'imports');
  const slow = join(served.folder, 'slow');
  const late = join(served.folder, 'late');
  const source = `
    import { appendFileSync, existsSync } from 'node:fs';
    appendFileSync(${JSON.stringify(imports)}, '.');
    while (existsSync(${JSON.stringify(slow)}));
    if (existsSync(${JSON.stringify(late)})) setTimeout(() => { throw new Error('thrown late'); }, 2000);
    export default (count, random) => Array.from({ length: count }, () => [random.normal()]);`;
  let page: AskingPage;
  let run: string;

  beforeAll(async () => {
    await served.start();
    page = await AskingPage.open(served);
    const bytes = new TextEncoder().encode(source);
    const outcome = await page.reply('training.import_law', { field: 'target', name: 'laws.mjs', bytes });
    if (outcome.kind !== 'read') throw new Error(outcome.question);
    const { law } = outcome.imported;
    const config = { target: law, epochs: 5, snapshots: { samples: 50 } };
    const { runs } = await page.reply('training.launch', { config, seeds: [1] });
    [run] = runs;
    await served.application.workbench.idle();
  });
  afterEach(() => {
    for (const file of [imports, slow, late]) rmSync(file, { force: true });
  });
  afterAll(() => served.end());

  const draw = () => ({
    run,
    epoch: 'last' as const,
    weights: 'current' as const,
    latent: { kind: 'drawn' as const, count: 500, seed: 7 },
  });
  const importCount = () => (existsSync(imports) ? readFileSync(imports, 'utf8').length : 0);

  it('leaves all other questions answered while the module takes its time', async () => {
    for (const ask of [() => page.reply('run.reference', { run }), () => page.reply('samples.draw', draw())]) {
      rmSync(imports, { force: true });
      writeFileSync(slow, '');
      const order: string[] = [];
      const asked = ask().then(() => order.push('module'));
      await expect.poll(importCount, { timeout: 10_000 }).toBeGreaterThan(0);
      await page.reply('run.series', { run, from: 1, to: 5, width: 100 }).then(() => order.push('series'));
      rmSync(slow);
      await asked;
      expect(order).toEqual(['series', 'module']);
    }
  });

  it('is imported once by a window that shows it again and again', async () => {
    const window = await AskingPage.open(served);
    const first = await window.reply('run.reference', { run });
    expect(importCount()).toBe(1);
    expect(await window.reply('run.reference', { run })).toEqual(first);
    expect(importCount()).toBe(1);
  });

  it('ends nothing when it throws later, and is in the log', async () => {
    writeFileSync(late, '');
    await page.reply('samples.draw', draw());
    const { path } = served.application.log;
    await expect.poll(() => readFileSync(path, 'utf8'), { timeout: 20_000 }).toContain('thrown late');
    rmSync(late);
    await page.reply('samples.draw', draw());
  });

  it('gives the window the samples that the command line gives, to the bit', async () => {
    const { store } = served.application.workbench;
    const latent = { kind: 'drawn', count: 500, seed: 7, stream: 'sample' } as const;
    const expected = await drawSamples(store, store.getRun(run), { epoch: 'last', weights: 'current', latent });
    const drawn: DrawnSamples = await page.reply('samples.draw', draw());
    expect(drawn.values).toEqual(expected.values);
    expect(drawn.latent).toEqual(expected.latent);
    expect(drawn.discriminator).toEqual(expected.discriminator);
    expect(drawn.epoch).toBe(5);
  });
});
