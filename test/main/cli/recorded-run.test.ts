import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNNING_STATISTICS } from '../../../src/shared/config/layers.ts';
import { readPdf } from '../files/figures/pdf.ts';
import { readSvg } from '../files/figures/svg.ts';
import { eventsOf, newFolder, run as runCli, SHORT } from './command-line.ts';

const folder = newFolder();
const store = join(folder, 'runs.sqlite');
const run = (...args: string[]) => runCli(args, { store });
let id = '';

beforeAll(async () => {
  const result = await run('train', ...SHORT, '--set', 'ema_decay=0.9', '--name', 'kept', '--json', '--no-figures');
  id = String(eventsOf(result, 'finished')[0]['run']);
  await run('train', ...SHORT, '--name', 'vanilla', '--seeds', '2..4', '--no-figures');
});

describe('sample', () => {
  it('gives the same samples for the same latent vectors, in any row', async () => {
    const latents = Array.from({ length: 40 }, (_, index) => (index + 0.5) / 40);
    const file = join(folder, 'latents.csv');
    writeFileSync(file, `z\n${latents.join('\n')}\n`);
    const forth = await run('sample', id, '--latent', file);
    expect(await run('sample', id, '--latent', file)).toEqual(forth);
    writeFileSync(file, `${latents.toReversed().join('\n')}\n`);
    const back = await run('sample', id, '--latent', file);
    const rows = (text: string) => text.trim().split('\n').slice(1);
    expect(rows(forth.stdout)).toHaveLength(40);
    expect(rows(back.stdout)).toEqual(rows(forth.stdout).toReversed());
  });

  it('notes that a generator with batch normalisation uses running statistics, and nothing for others', async () => {
    const layers = 'generator.layers=[{"layer":"linear","width":6},"batch_norm","relu"]';
    const trained = await run(
      'train',
      ...SHORT,
      '--set',
      layers,
      '--json',
      '--no-figures',
      '--store',
      join(folder, 'normalised.sqlite'),
    );
    const normalised = String(eventsOf(trained, 'finished')[0]['run']);
    const drawn = await run('sample', normalised, '--count', '5', '--store', join(folder, 'normalised.sqlite'));
    expect(drawn.stderr).toBe(`${RUNNING_STATISTICS}\n`);
    expect(drawn.stdout.trim().split('\n')).toHaveLength(6);
    expect((await run('sample', id, '--count', '5')).stderr).toBe('');
  });

  it('draws the requested number of random latent vectors from a seed', async () => {
    const [one, again, other] = await Promise.all(
      ['1', '1', '2'].map((seed) => run('sample', id, '--count', '25', '--seed', seed)),
    );
    expect(one.stdout.startsWith('x\n')).toBe(true);
    expect(one.stdout.trim().split('\n')).toHaveLength(26);
    expect(again.stdout).toBe(one.stdout);
    expect(other.stdout).not.toBe(one.stdout);
  });

  it('takes the nearest kept checkpoint and says which', async () => {
    const near = await run('sample', id, '--count', '5', '--epoch', '9');
    expect(near.stderr).toBe('From the checkpoint of epoch 8, the nearest kept one to 9.\n');
    expect(near.stdout).toBe((await run('sample', id, '--count', '5', '--epoch', '8')).stdout);
    expect(near.stdout).not.toBe((await run('sample', id, '--count', '5')).stdout);
  });

  it('can use the averaged generator of a run that has one', async () => {
    const average = await run('sample', 'kept', '--count', '5', '--weights', 'average');
    expect(average.code).toBe(0);
    expect(average.stdout).not.toBe((await run('sample', 'kept', '--count', '5')).stdout);
    const [newest] = eventsOf(await run('runs', '--filter', 'seed=4', '--json'), 'run');
    const without = await run('sample', String(newest['run']), '--weights', 'average');
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('has no averaged generator');
  });

  it('refuses latent vectors by line, and writes to a file', async () => {
    const file = join(folder, 'bad.csv');
    writeFileSync(file, '0.1\nx\n0.3,0.4\n');
    const bad = await run('sample', id, '--latent', file);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('line 2: value 1 is "x", not a number; line 3: there are 2 values, not 1.');
    const out = join(folder, 'samples.csv');
    const written = await run('sample', id, '--count', '3', '-o', out);
    expect(written.stdout).toContain(out);
    expect(readFileSync(out, 'utf8')).toBe((await run('sample', id, '--count', '3')).stdout);
  });
});

describe('runs', () => {
  it('lists, filters, sorts and limits', async () => {
    const names = async (...args: string[]) =>
      eventsOf(await run('runs', '--json', ...args), 'run').map(({ name, seed }) => `${String(name)} ${String(seed)}`);
    expect(await names()).toEqual(['vanilla 4', 'vanilla 3', 'vanilla 2', 'kept 1']);
    expect(await names('--filter', 'seed>2')).toEqual(['vanilla 4', 'vanilla 3']);
    expect(await names('--filter', 'seed>2 and seed<4 or name~KEP')).toEqual(['vanilla 3', 'kept 1']);
    expect(await names('--filter', 'ema_decay=0.9')).toEqual(['kept 1']);
    expect(
      await names(
        '--filter',
        'target=normal',
        '--filter',
        'generator.hidden_widths=[64,32]',
        '--sort',
        'seed',
        '--limit',
        '2',
      ),
    ).toEqual(['kept 1', 'vanilla 2']);
    expect(await names('--sort', '-seed', '--limit', '1')).toEqual(['vanilla 4']);
    expect(await names('--status', 'queued')).toEqual([]);
    expect(await names('--filter', 'final_wasserstein_1 < 1000')).toHaveLength(4);
    expect(await names('--filter', 'wasserstein_1_tail < 0')).toEqual([]);
    expect(await names('--filter', 'gradient_norm_generator > 10')).toEqual([]);
    expect(
      await names('--filter', 'gradient_norm_generator > 0 and gradient_norm_discriminator_tail < 10'),
    ).toHaveLength(4);
    expect(await names('--filter', 'penalty >= 0')).toEqual([]);
  });

  it('aligns its columns', async () => {
    const { stdout } = await run('runs');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(
      /^id +name +seed +status +epochs +W1 tail mean +W1 \/ target std, tail mean +KS tail mean +final W1 +engine +created +seconds$/,
    );
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });
});

describe('show', () => {
  it('says beside the floor how far mean and standard deviation are from the target’s, and keeps their sign', async () => {
    const [shown] = eventsOf(await run('show', 'kept', '--json'), 'run');
    const summaries = shown['summaries'] as Readonly<Record<string, number | string>>[];
    const of = (metric: string) => summaries.find((summary) => summary['metric'] === metric) ?? {};
    for (const [metric, target] of [
      ['mean', 0],
      ['std', 1],
      ['ema_mean', 0],
    ] as const) {
      const { last, tail_mean, last_distance_from_target, tail_distance_from_target } = of(metric);
      expect(last_distance_from_target).toBe(Math.abs(Number(last) - target));
      expect(tail_distance_from_target).toBe(Math.abs(Number(tail_mean) - target));
    }
    expect(of('ks')).not.toHaveProperty('tail_distance_from_target');
    expect((await run('show', 'kept')).stdout).toMatch(/maximum +off target +noise floor +95 %/);
  });

  it('shows what differs from the defaults, or everything', async () => {
    const { stdout } = await run('show', 'kept');
    expect(stdout).toContain('  ema_decay=0.9\n');
    expect(stdout).not.toContain('batch_size');
    expect(stdout).toMatch(/Wasserstein-1 +[\d.]+ +[\d.]+/);
    expect(stdout).toMatch(/Wasserstein-1, averaged/);
    expect(stdout).toContain('Checkpoints at epochs 0, 2, 4, 6');
    expect((await run('show', id.slice(0, 6), '--all')).stdout).toContain('  batch_size=32\n');
  });

  it('has everything as JSON', async () => {
    const [shown] = eventsOf(await run('show', id, '--json'), 'run');
    expect(shown).toMatchObject({ run: id, name: 'kept', status: 'finished', epochs_done: 20, engine: 'fused' });
    expect(shown['last_losses']).toHaveLength(5);
    const [{ gradient_norm_generator: norm, penalty }] = shown['last_losses'] as Record<string, unknown>[];
    expect(Number(norm)).toBeGreaterThan(0);
    expect(penalty).toBeNull();
    expect(shown['summaries']).toContainEqual(expect.objectContaining({ metric: 'gradient_norm_discriminator' }));
    expect(shown['config']).toMatchObject({ ema_decay: 0.9 });
  });
});

describe('export', () => {
  it('writes figures, epochs and the whole run', async () => {
    const files = ['losses.png', 'distribution.png', 'epochs.csv', 'run.json'].map((name) => join(folder, name));
    await run('export', id, '--figure', 'losses', '-o', files[0]);
    const drawn = await run('export', id, '--figure', 'distribution', '--epoch', '7', '-o', files[1]);
    expect(drawn.stderr).toContain('epoch 7');
    const both = await run('export', id, '--csv', files[2], '--json', files[3]);
    expect(both.code).toBe(0);
    const norms = join(folder, 'norms.png');
    await run('export', id, '--figure', 'gradient_norms', '-o', norms);
    const none = await run('export', id, '--figure', 'penalty', '-o', join(folder, 'penalty.png'));
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('has no penalties')]);
    const [input, architecture] = ['input.png', 'architecture.png'].map((name) => join(folder, name));
    await run('export', id, '--figure', 'input', '-o', input);
    await run('export', id, '--figure', 'architecture', '-o', architecture);
    for (const png of [...files.slice(0, 2), norms, input, architecture])
      expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG');
    const [head, first, ...rest] = readFileSync(files[2], 'utf8').trim().split('\n');
    expect(head).toMatch(
      /^epoch,loss_generator,loss_real,loss_fake,seconds,gradient_norm_generator,gradient_norm_discriminator,wasserstein_1,wasserstein_1_share,ks,.*,ema_wasserstein_1,/,
    );
    expect(first).toMatch(/^1,0\.\d+,/);
    expect(rest).toHaveLength(19);
    const whole = JSON.parse(readFileSync(files[3], 'utf8')) as Record<string, unknown>;
    expect(whole).toMatchObject({ run: id, status: 'finished', config: { ema_decay: 0.9 } });
    expect(whole['losses']).toHaveLength(20);
    expect(whole['snapshots']).toHaveLength(20);
    expect((await run('export', id, '--csv')).stdout).toBe(readFileSync(files[2], 'utf8'));
    expect((await run('export', id, '--csv', '-')).stdout).toBe(readFileSync(files[2], 'utf8'));
    expect(JSON.parse((await run('export', id, '--json')).stdout)).toEqual(whole);
  });

  it('writes figures as SVG and PDF of the requested size', async () => {
    const [column, slide, whole] = ['column.pdf', 'slide.pdf', 'whole.svg'].map((name) => join(folder, name));
    await run('export', id, '--figure', 'losses', '-o', column, '--width', '85mm', '--font', '8pt');
    await run('export', id, '--figure', 'distribution', '-o', slide, '--size', 'slide');
    const written = await run('export', id, '--figure', 'input', '-o', whole);
    expect([written.code, written.stdout]).toEqual([0, `The input figure of ${id} is in ${whole}\n`]);
    const pdf = readPdf(readFileSync(column));
    expect(pdf.width).toBeCloseTo((85 / 25.4) * 72, 2);
    expect(pdf.height).toBeCloseTo(pdf.width / 1.5, 2);
    expect([...pdf.sizes]).toContain(8);
    for (const word of ['generator', 'D real', 'D fake', 'epoch', 'loss (nats)']) expect(pdf.text).toContain(word);
    expect(pdf.text).not.toContain('kept');
    const wide = readPdf(readFileSync(slide));
    expect([wide.width, wide.height]).toEqual([960, 540]);
    expect([...wide.sizes]).toContain(18);
    const svg = readSvg(readFileSync(whole));
    expect([svg.width, svg.height]).toEqual([780, 315]);
  });

  it.each([
    [['-o', 'a.eps'], 'give a file that ends in .png, .svg or .pdf, not a.eps'],
    [['-o', 'a.pdf', '--width', '85px'], '85px has the unit px, which is not known'],
    [['-o', 'a.pdf', '--width', '5mm'], 'A width is from 20 to 1200 mm.'],
    [['-o', 'a.pdf', '--font', '8'], '8 has no unit; use mm, cm, in or pt'],
    [['-o', 'a.png', '--width', '85mm'], '--width is for SVG and PDF, and a.png is PNG'],
    [['-o', 'a.pdf', '--text', 'outlines'], '--text outlines is for SVG only'],
    [['-o', 'a.svg', '--size', 'slide', '--width', '85mm'], 'both set the size'],
    [['-o', 'a.svg', '--width', '85mm', '--font', '30pt'], 'leaves no room for the plot'],
  ])('refuses a picture with %j in a sentence', async (options, sentence) => {
    const { code, stderr } = await run('export', id, '--figure', 'losses', ...options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it('writes CSV for Excel on request, and refuses that for other formats', async () => {
    for (const command of [
      ['export', id, '--csv'],
      ['groups', '--csv', '-'],
      ['sample', id, '--count', '3'],
    ]) {
      const [plain, excel] = [await run(...command), await run(...command, '--excel')];
      expect(plain.stdout.charCodeAt(0)).not.toBe(0xfeff);
      expect(excel.stdout).toBe(`\ufeff${plain.stdout}`);
    }
    const refused = [await run('export', id, '--json', '--excel'), await run('groups', '--excel')];
    for (const { code, stderr } of refused) expect([code, stderr]).toEqual([2, expect.stringContaining('needs --csv')]);
  });
});

describe('engines and presets', () => {
  it('list the engines that run here and the presets', async () => {
    const engines = eventsOf(await run('engines', '--json'), 'engine');
    expect(engines).toContainEqual(expect.objectContaining({ engine: 'fused', available: true }));
    expect((await run('engines')).stdout).toMatch(/^fused +yes/m);
    const { stdout } = await run('presets');
    expect(stdout).toMatch(/^ring\n {2}2-D ring/m);
    expect(stdout).toContain('    target=ring\n');
  });
});
