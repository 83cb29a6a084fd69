import { describe, expect, it } from 'vitest';
import { presetConfig } from '../../src/shared/config/changes.ts';
import { FULL_PAPER_NAMES, PAPER_PRESETS } from '../../src/shared/config/papers.ts';
import { PRESET_NAMES } from '../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { randomStream } from '../../src/main/training/random.ts';
import { standardDeviation } from '../../src/shared/statistics/moments.ts';
import { parsed2D } from './distributions/laws.ts';
import {
  comparedText,
  hereText,
  lengthText,
  paperPresetOf,
  publishedComparison,
  publishedCourse,
} from '../../src/shared/published.ts';
import { row, summary } from './run-rows.ts';

const RING_2 = PAPER_PRESETS['pacgan-ring-2'].config;

/** A finished run of this config with so many modes reached, of its last snapshot. */
const finished = (config: RunConfigInput, seed: number, modes: number) =>
  row({
    seed,
    name: 'any name',
    config: { ...config, seed },
    summaries: [
      summary('modes_reached', 99, { last: modes }),
      summary('share_near_modes', 99, { last: 0.9 + 0.01 * seed }),
      summary('reverse_kl', 99, { last: 0.1 }),
    ],
  });

describe('runs beside what a paper published of such runs', () => {
  it('are recognised by their config, in full and shortened, whatever their name, seed and engine', () => {
    for (const name of FULL_PAPER_NAMES) {
      const config = { ...presetConfig(name), seed: 77, engine: 'reference' as const };
      expect(paperPresetOf(config)).toBe(name);
      expect(paperPresetOf({ ...config, epochs: 3 })).toBe(name);
      expect(paperPresetOf(presetConfig(`${name}-short`))).toBe(name);
    }
    for (const name of PRESET_NAMES.filter((one) => !(one in PAPER_PRESETS)))
      expect(paperPresetOf(presetConfig(name))).toBeUndefined();
    const config = presetConfig('pacgan-ring-2');
    expect(paperPresetOf({ ...config, batch_size: 101 })).toBeUndefined();
    expect(paperPresetOf({ ...config, snapshots: { ...config.snapshots, samples: 10_000 } })).toBeUndefined();
    const named = row({ seed: 1, name: 'pacgan-ring-2', config: { target: 'ring' } });
    expect(publishedComparison([named])).toBeUndefined();
  });

  it('stand beside it with the standard error of their mean at the last snapshot, of as many samples as the paper counts', () => {
    expect(presetConfig('pacgan-ring-2').snapshots.samples).toBe(2500);
    const rows = [8, 8, 8, 7].map((modes, index) => finished(RING_2, index + 1, modes));
    const failed = row({ seed: 5, status: 'failed', config: RING_2 });
    const comparison = publishedComparison([...rows, failed]);
    if (!comparison) throw new Error('not recognised');
    expect(comparison.values.map((one) => comparedText(one, comparison))).toEqual([
      'published 7.9 ± 0.1, here 7.8 ± 0.3 (4 seeds)',
      'published 95.6 ± 2.0 %, here 92.5 ± 0.6 % (4 seeds)',
      'published 0.07 ± 0.03, here 0.10 ± 0.00 (4 seeds)',
    ]);
    expect(lengthText(comparison)).toBe('');
    const [alone] = publishedComparison(rows.slice(0, 1))?.values ?? [];
    expect(comparedText(alone, { ...comparison, seeds: [1] })).toBe('published 7.9 ± 0.1, here 8.0 (1 seed)');
  });

  it('are followed over their train steps, at epochs of which every seed has a snapshot', () => {
    const comparison = publishedComparison([1, 2].map((seed) => finished({ ...RING_2, epochs: 20 }, seed, 8)));
    if (!comparison) throw new Error('not recognised');
    const snapshots = (every: number, modes: number) =>
      Array.from({ length: 20 / every }, (_, index) => ({
        epoch: (index + 1) * every,
        metrics: { modes_reached: modes + index },
        averageMetrics: undefined,
        outside: 0,
      }));
    const course = publishedCourse(comparison, [snapshots(5, 1), snapshots(10, 4)]);
    expect(course.map(({ steps }) => steps)).toEqual([10_000, 20_000]);
    expect(course.map(({ values: [modes, quality] }) => [hereText(modes), hereText(quality)])).toEqual([
      ['3.0 ± 1.0', 'not measured'],
      ['4.5 ± 0.5', 'not measured'],
    ]);
  });

  it('are marked as shortened where they have fewer train steps', () => {
    const comparison = publishedComparison([finished({ ...RING_2, epochs: 20 }, 1, 8)]);
    expect(comparison && lengthText(comparison)).toBe('shortened: 20,000 train steps here, 400,000 in the paper');
  });
});

it('the toys of WGAN-GP are divided by about their standard deviation, as in its code', () => {
  for (const [name, want] of [
    ['wgan-gp-8-gaussians', 1],
    ['wgan-gp-25-gaussians', 1],
    ['wgan-gp-swiss-roll', 0.9],
  ] as const) {
    const points = new Float64Array(20_000);
    parsed2D(presetConfig(name).target).sample(points, points.length / 2, randomStream(1, 'data'));
    for (const coordinate of [0, 1])
      expect(standardDeviation(points.filter((_, index) => index % 2 === coordinate))).toBeCloseTo(want, 1);
  }
});
