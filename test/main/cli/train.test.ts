import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { eventsOf, newFolder, run, SHORT } from './command-line.ts';

const folder = newFolder();
const store = join(folder, 'runs.sqlite');

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

function isPng(file: string): boolean {
  return existsSync(file) && readFileSync(file).subarray(0, 4).equals(PNG);
}

describe('train for people', () => {
  it('prints losses during training, what was learned, and where run, store and figures are', async () => {
    const { code, stdout, stderr } = await run(['train', ...SHORT], { store });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = stdout
      .split('\n')
      .filter((line) => /^epoch +\d+\/20 +generator [\d.]+ +real [\d.]+ +fake [\d.]+/.test(line));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('done');
    expect(stdout).toMatch(/Wasserstein-1 +0 +[\d.]+ +[\d.]+ +[\d.]+ \([\d.]+\)/);
    expect(stdout).toMatch(/Kolmogorov-Smirnov +0 +[\d.]+/);
    expect(stdout).toMatch(/mean +0 +-?[\d.]+/);
    expect(stdout).toMatch(/standard deviation +1 +[\d.]+/);
    expect(stdout).toMatch(/Trained for [\d.]+ s/);
    expect(stdout).toContain(`Store: ${store}`);
    const figures = [...stdout.matchAll(/^Figure: (.*)$/gm)].map(([, file]) => file);
    expect(figures).toHaveLength(2);
    expect(figures.every(isPng)).toBe(true);
    expect(figures[0].startsWith(join(folder, 'figures'))).toBe(true);
  });

  it('lists the metrics that a target without moments does not have, as show does', async () => {
    const missing = 'Wasserstein-1, mean, standard deviation, skewness, excess kurtosis';
    const sentence = `Not defined, because the target has no such moments: ${missing}.`;
    const cauchy = ['--set', 'target={"law":"student_t","degrees_of_freedom":1}', '--name', 'cauchy', '--no-figures'];
    const trained = await run(['train', ...SHORT, ...cauchy], { store });
    expect(trained.stdout.replaceAll('\n', ' ')).toContain(sentence);
    expect((await run(['show', 'cauchy'], { store })).stdout.replaceAll('\n', ' ')).toContain(sentence);
    const normal = await run(['train', ...SHORT, '--no-figures'], { store });
    expect(normal.stdout).not.toContain('Not defined');
  });

  it('sets a field that is given by its short name', async () => {
    await run(['train', ...SHORT, '--set', 'lr_g=0.003', '--set', 'widths_d=8', '--name', 'short', '--no-figures'], {
      store,
    });
    const [{ config }] = eventsOf(await run(['show', 'short', '--json'], { store }), 'run');
    expect(config).toMatchObject({
      optimizer: { generator: { learning_rate: 0.003 } },
      discriminator: { hidden_widths: [8] },
    });
  });

  it('draws into the named folder, or nothing', async () => {
    const drawn = join(folder, 'drawn', 'here');
    await run(['train', ...SHORT, '--figures', drawn], { store });
    expect(isPng(join(drawn, 'losses.png'))).toBe(true);
    expect(isPng(join(drawn, 'distribution.png'))).toBe(true);
    const { stdout } = await run(['train', ...SHORT, '--no-figures'], { store });
    expect(stdout).not.toContain('Figure:');
  });

  it('lists every field of the config with range, default and unit', async () => {
    const { code, stdout } = await run(['train', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('generator.hidden_widths');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'length of the run (epochs); a whole number from 1 to 10000000; default 600',
    );
    expect(stdout).toContain('with target.law=ring:');
    const longest = Math.max(...stdout.split('\n').map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(120);
  });
});

describe('train for programs', () => {
  it('reports every run from queue to end, with the final evaluation and the tail means', async () => {
    const result = await run(['train', ...SHORT, '--seeds', '3,7', '--json', '--name', 'pair', '--tag', 'a', 'b'], {
      store,
    });
    expect(result.code).toBe(0);
    expect(
      result.stdout
        .trim()
        .split('\n')
        .every((line) => line.startsWith('{"event":')),
    ).toBe(true);
    expect(eventsOf(result, 'queued').map(({ seed }) => seed)).toEqual([3, 7]);
    expect(eventsOf(result, 'started')).toHaveLength(2);
    expect(eventsOf(result, 'progress').length).toBeGreaterThanOrEqual(2);
    const finished = eventsOf(result, 'finished').toSorted((a, b) => Number(a['seed']) - Number(b['seed']));
    expect(finished.map(({ seed }) => seed)).toEqual([3, 7]);
    const opened = openStore(store, { readonly: true });
    for (const event of finished) {
      const recorded = opened.runs.get(String(event['run']));
      if (recorded.status !== 'finished') throw new Error(recorded.status);
      const summaries = new Map<string, number>(
        opened.runs.summaries(recorded.id).map((one) => [one.metric, one.tailMean]),
      );
      const { wasserstein_1, ks, mean, std } = recorded.final.metrics;
      expect(event).toMatchObject({ name: 'pair', engine: 'fused', epochs: 20, wasserstein_1, ks, mean, std });
      expect(event['seconds']).toBe(recorded.seconds);
      for (const key of ['wasserstein_1', 'ks', 'loss_generator', 'loss_real', 'loss_fake']) {
        expect(event[`${key}_tail`]).toBe(summaries.get(key));
      }
      expect(recorded.tags).toEqual(['a', 'b']);
    }
    opened.close();
  });

  it('has null for missing metrics, and the averaged generator in addition to the trained one', async () => {
    const cauchy = ['--set', 'target=student_t', '--set', 'target.degrees_of_freedom=1', '--set', 'ema_decay=0.9'];
    const result = await run(['train', ...SHORT, ...cauchy, '--json', '--no-figures'], { store });
    const [finished] = eventsOf(result, 'finished');
    expect(finished).toMatchObject({ wasserstein_1: null, wasserstein_1_tail: null });
    expect(finished['ks']).toBeTypeOf('number');
    expect(finished['ema_ks']).toBeTypeOf('number');
    expect(finished['ema_ks_tail']).toBeTypeOf('number');
  });

  it('has the metrics of the plane for a ring', async () => {
    const short = ['--set', 'epochs=2', '--set', 'batches_per_epoch=2', '--set', 'snapshots.samples=200'];
    const result = await run(['train', '--preset', 'ring', ...short, '--json', '--no-figures'], { store });
    const [finished] = eventsOf(result, 'finished');
    expect(finished['sliced_wasserstein_1']).toBeTypeOf('number');
    expect(finished['modes_covered_tail']).toBeTypeOf('number');
    expect(finished['wasserstein_1']).toBeNull();
  });

  it('gives the same numbers for the same seed, alone or beside others', async () => {
    const numbers = async (...jobs: string[]) => {
      const result = await run(['train', ...SHORT, '--seeds', '1..3', '--json', ...jobs], { store });
      const finished = eventsOf(result, 'finished').toSorted((a, b) => Number(a['seed']) - Number(b['seed']));
      return finished.map(({ wasserstein_1, loss_generator_tail }) => [wasserstein_1, loss_generator_tail]);
    };
    const alone = await numbers('--jobs', '1');
    expect(alone).toHaveLength(3);
    expect(new Set(alone.flat()).size).toBe(6);
    expect(await numbers('--jobs', '3')).toEqual(alone);
  });
});

describe('what a run is made from', () => {
  it('reads a config from a file, with its data beside it, and from stdin', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `${index},${(index * 37) % 50}`);
    writeFileSync(join(folder, 'heights.csv'), `id,height\n${rows.join('\n')}\n`);
    const config = {
      target: { law: 'csv', file: 'heights.csv', columns: ['height'] },
      epochs: 4,
      snapshots: { samples: 100 },
    };
    writeFileSync(join(folder, 'experiment.json'), JSON.stringify(config));
    const fromFile = await run(['train', '--config', join(folder, 'experiment.json'), '--json', '--no-figures'], {
      store,
      cwd: '/',
    });
    expect(fromFile.stderr).toContain('--set target.standardize=true');
    expect(fromFile.stderr).not.toMatch(/error/);
    expect(eventsOf(fromFile, 'finished')).toMatchObject([{ name: 'experiment', epochs: 4 }]);
    const fromStdin = await run(['train', '--config', '-', '--json', '--no-figures'], {
      store,
      cwd: folder,
      input: JSON.stringify(config),
    });
    const [a, b] = [fromFile, fromStdin].map((result) => eventsOf(result, 'finished')[0]['wasserstein_1']);
    expect(b).toBe(a);
  });

  it('continues after a failed run, and ends with 1', async () => {
    const reckless = ['--set', 'optimizer.generator=sgd', '--set', 'optimizer.generator.learning_rate=1e30'];
    const result = await run(['train', ...SHORT, ...reckless, '--seeds', '1..2', '--jobs', '1', '--json'], { store });
    expect(result.code).toBe(1);
    const failed = eventsOf(result, 'failed');
    expect(failed).toHaveLength(2);
    expect(failed[0]).toMatchObject({ code: 'not-finite', seed: 1 });
    expect(result.stderr).toMatch(/^error: run \w+ failed: .*epoch/m);
    expect(result.stderr).not.toMatch(/^ +at /m);
  });
});
