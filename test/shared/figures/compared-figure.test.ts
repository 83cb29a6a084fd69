import { describe, expect, test } from 'vitest';
import { comparedFigure, type ComparedFigureData } from '../../../src/shared/figures/compared-figure.ts';
import type { ComparedCourse, MemberCourse } from '../../../src/shared/figures/compared-course.ts';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { memberStyles } from '../../../src/shared/figures/line-styles.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { WHOLE_VIEW } from '../../../src/shared/figures/series-line.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { randomSource } from '../../main/store/random.ts';

const EPOCHS = 40;

function member(seed: number, reason?: string, epochs = EPOCHS): MemberCourse {
  const { uniform } = randomSource(seed);
  const [metrics, losses] = [new Series(100), new Series(100)];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    metrics.append(epoch, { ks: 0.1 + uniform() });
    losses.append(epoch, { seconds: epoch * seed });
  }
  const chunk = metrics.chunk();
  const [column] = [chunk.columns.ks];
  return { run: `run-${seed}`, seed, reason, chunk, column, losses: losses.chunk(), batchesPerEpoch: 10 };
}

function group(name: string, colour: number, members: readonly MemberCourse[], seeds: string): ComparedCourse {
  return { key: `group:${name}`, name, kind: 'group', seeds, colour, dash: [], members };
}

const WIDE = group('wide', 1, [member(1), member(2), member(3), member(4), member(5, 'failed', 9)], '4 of 5, 1 failed');
const LONE: ComparedCourse = { ...group('lone', 0, [member(9, 'stopped')], '1 seed'), kind: 'run' };

function data(change: Partial<ComparedFigureData> = {}): ComparedFigureData {
  return {
    courses: [WIDE, LONE],
    quantity: { key: 'ks', label: 'Kolmogorov-Smirnov', unit: '', loss: undefined, rule: 1, notes: [] },
    band: 'quartiles',
    showsMembers: false,
    floor: undefined,
    equilibrium: undefined,
    view: WHOLE_VIEW,
    ...change,
  };
}

const datasets = (change?: Partial<ComparedFigureData>) => comparedFigure(data(change)).data.datasets;
const labels = (change?: Partial<ComparedFigureData>) => datasets(change).map(({ label }) => label);

/** Numpy's quartiles of four sorted values, by hand. */
function quartilesOfFour(values: readonly number[]): { low: number; centre: number; high: number } {
  const [a, b, c, d] = values.toSorted((one, other) => one - other);
  return { low: a + 0.75 * (b - a), centre: (b + c) / 2, high: c + 0.25 * (d - c) };
}

describe('a group beside a run', () => {
  test('is drawn as its median with quartiles over the seeds that count, N in the legend, in its own colour', () => {
    const [centre, low, high, lone] = datasets();
    expect(centre.label).toBe('wide · 4 of 5, 1 failed');
    expect([centre.borderColor, lone.borderColor]).toEqual([LIGHT.runs[1], LIGHT.runs[0]]);
    expect(lone.label).toBe('lone');
    const expected = Array.from({ length: EPOCHS }, (_, index) =>
      quartilesOfFour(WIDE.members.slice(0, 4).map(({ column }) => column.mean[index])),
    );
    for (const [index, { low: from, centre: middle, high: to }] of expected.entries()) {
      expect(centre.data[index].y).toBeCloseTo(middle, 12);
      expect(low.data[index].y).toBeCloseTo(from, 12);
      expect(high.data[index].y).toBeCloseTo(to, 12);
    }
    expect(high.fill).toBe('-1');
    expect(lone.data).toHaveLength(EPOCHS);
  });

  test('shows its members thinly when asked, those in training always, and says which band it has', () => {
    expect(labels().filter((label) => label?.includes('seed '))).toEqual([]);
    expect(labels({ showsMembers: true }).filter((label) => label?.includes(', seed '))).toHaveLength(5);
    const training = group(
      'new',
      2,
      [member(1, 'running', 5), member(2, 'queued', 0)],
      '0 of 2 done, 1 running, 1 queued',
    );
    expect(labels({ courses: [training] })).toEqual([
      'new · 0 of 2 done, 1 running, 1 queued',
      'raw values, new, seed 1',
    ]);
    const subtitle = comparedFigure(data({ band: 'interval_95' })).options?.plugins?.subtitle?.text;
    expect(subtitle).toContain('mean with 95 % interval');
  });

  test('has no band below 0 where the metric cannot be there, and says that it is cut', () => {
    const subtitleOf = (change: Partial<ComparedFigureData>) =>
      String(comparedFigure(data(change)).options?.plugins?.subtitle?.text);
    const lowest = (change: Partial<ComparedFigureData>) =>
      Math.min(...datasets(change)[1].data.map(({ y }) => y ?? NaN));
    const positive = { band: 'interval_95' } as const;
    expect(lowest(positive)).toBe(0);
    expect(subtitleOf(positive)).toContain('bands cut at 0');
    const signed = { ...positive, quantity: { ...data().quantity, key: 'mean' } } as const;
    expect(lowest(signed)).toBeLessThan(0);
    expect(subtitleOf(signed)).not.toContain('cut');
    expect(subtitleOf({})).not.toContain('cut');
  });

  test('on a log axis a band that reaches below 0 ends at the lowest line instead of leaving a hole', () => {
    const [, low, high] = datasets({ band: 'interval_95', view: { ...WHOLE_VIEW, logarithmic: true } });
    expect(low.data.every(({ y }) => Number(y) > 0)).toBe(true);
    expect(high.data.every(({ y }) => Number(y) > 0)).toBe(true);
  });

  test('stands over time where the mean of its seeds stood', () => {
    const [centre] = datasets({ view: { ...WHOLE_VIEW, horizontal: 'time' } });
    expect(centre.data[9].x).toBeCloseTo((10 * (1 + 2 + 3 + 4)) / 4, 9);
  });
});

describe('a group whose seeds took their snapshots at different epochs', () => {
  /** Of a run that was measured at multiples of `every`, as a metric of the epoch itself and the seed. */
  function measured(seed: number, every: number, epochs = EPOCHS): MemberCourse {
    const metrics = new Series(100);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      if (epoch % every === 0 || epoch === epochs) metrics.append(epoch, { ks: epoch + seed / 100 });
    }
    const chunk = metrics.chunk();
    return { ...member(seed), chunk, column: chunk.columns.ks };
  }
  const mixed = group('mixed', 1, [measured(1, 2), measured(2, 2), measured(3, 3), measured(4, 3)], '4 seeds');
  const rowsOf = (course: ComparedCourse) =>
    figureCsv(comparedFigure(data({ courses: [course] })))
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));

  test('is drawn where all of them were measured, all of them behind each point, and says so', () => {
    const figure = comparedFigure(data({ courses: [mixed] }));
    const [centre] = figure.data.datasets;
    expect(centre.data.map(({ x }) => x)).toEqual([6, 12, 18, 24, 30, 36, 40]);
    // Each seed is the epoch and its own hundredth: a median that jumps between the seeds would leave this line.
    for (const { x, y } of centre.data) expect(y).toBeCloseTo(Number(x) + 0.025, 12);
    const subtitle = figure.options?.plugins?.subtitle?.text;
    expect(subtitle).toContain('over the 7 epochs that all seeds have, of 20');
    expect(subtitle).not.toContain('means of');
  });

  test('counts the same seeds at each of these epochs in its table', () => {
    const counted = rowsOf(mixed).filter(([, , , , centre]) => centre !== '');
    expect(counted.map(([, epoch]) => Number(epoch))).toEqual([6, 12, 18, 24, 30, 36, 40]);
    expect(new Set(counted.map(([, , , n]) => n))).toEqual(new Set(['4']));
  });

  test('is drawn from what was read at the epochs of all, where the rest is decimated', () => {
    const decimated = (seed: number, every: number): MemberCourse => {
      const whole = new Series(20);
      const common = new Series(1000);
      for (let epoch = every; epoch <= 600; epoch += every) {
        whole.append(epoch, { ks: epoch });
        if (epoch % 6 === 0) common.append(epoch, { ks: epoch });
      }
      const [chunk, shared] = [whole.chunk(), common.chunk()];
      return {
        ...member(seed),
        chunk,
        column: chunk.columns.ks,
        shared: { chunk: shared, column: shared.columns.ks },
      };
    };
    const long = group('long', 1, [decimated(1, 2), decimated(2, 3)], '2 seeds');
    const [centre] = comparedFigure(data({ courses: [long] })).data.datasets;
    expect(centre.data).toEqual(Array.from({ length: 100 }, (_, index) => ({ x: 6 * index + 6, y: 6 * index + 6 })));
  });

  test('says that points are means only of those that are', () => {
    const told = (...counts: number[]) => {
      const chunk = {
        ...member(1).chunk,
        count: Float64Array.from({ length: EPOCHS }, (_, at) => counts[at] ?? counts[0]),
      };
      const course = group(
        'one',
        1,
        [
          { ...member(1), chunk },
          { ...member(2), chunk },
        ],
        '2 seeds',
      );
      return comparedFigure(data({ courses: [course, LONE] })).options?.plugins?.subtitle?.text;
    };
    expect(told(1)).not.toContain('means of');
    expect(told(1, 2)).toContain('one: some points are means of up to 2 snapshots');
    expect(told(4)).toContain('one: means of 4 snapshots');
  });

  test('says the most records that a point is the mean of, whichever seed has it', () => {
    const counting = (seed: number, count: (at: number) => number): MemberCourse => ({
      ...member(seed),
      chunk: { ...member(seed).chunk, count: Float64Array.from({ length: EPOCHS }, (_, at) => count(at)) },
    });
    const course = group('one', 1, [counting(1, (at) => 1 + (at % 2)), counting(2, () => 16)], '2 seeds');
    const subtitle = comparedFigure(data({ courses: [course] })).options?.plugins?.subtitle?.text;
    expect(subtitle).toContain('means of 16 snapshots');
    expect(subtitle).not.toContain('up to 2 snapshots');
  });
});

test('the table of a figure has what its band is computed from, in full', () => {
  const [heads, ...rows] = figureCsv(comparedFigure(data()))
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  expect(heads.slice(0, 7)).toEqual(['subject', 'epoch', 'last_epoch', 'n', 'centre', 'low', 'high']);
  const wide = rows.filter(([subject]) => subject === 'wide');
  expect(wide).toHaveLength(EPOCHS);
  const column = (name: string) => heads.indexOf(name);
  for (const row of wide) {
    const { low, centre, high } = quartilesOfFour([1, 2, 3, 4].map((seed) => Number(row[column(`seed ${seed}`)])));
    expect(Number(row[4])).toBeCloseTo(centre, 12);
    expect(Number(row[5])).toBeCloseTo(low, 12);
    expect(Number(row[6])).toBeCloseTo(high, 12);
    expect(row[3]).toBe('4');
  }
  const smooth = figureCsv(comparedFigure(data({ view: { ...WHOLE_VIEW, smoothing: 0.9, horizontal: 'step' } })));
  expect(smooth.split('\n')[0]).toContain('subject,epoch,last_epoch,train step,n,centre,low,high,seed 1');
  expect(smooth.split('\n')[0]).toContain('"centre, smoothed by 0.9"');
  const plain = (csv: string, skipped: number) =>
    csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(skipped, skipped + 8));
  // What was recorded stands under the plain names, smoothed or not.
  expect(plain(smooth, 4)).toEqual(plain(figureCsv(comparedFigure(data())), 3));
  const failed = heads.findIndex((head) => head.startsWith('"seed 5') || head.startsWith('seed 5'));
  expect(failed).toBeGreaterThan(0);
});

describe('the seeds of a group, drawn thinly', () => {
  const looks = (courses: readonly ComparedCourse[]) =>
    datasets({ courses, showsMembers: true })
      .filter(({ borderWidth }) => borderWidth !== 0)
      .map(({ borderColor, borderDash }) => `${String(borderColor)} ${String(borderDash)}`);

  test('have the colours and dashes of their pictures where it is drawn alone, and none that of another line', () => {
    const styles = memberStyles({
      colour: WIDE.colour,
      rows: WIDE.members.map(({ run }) => ({ run: { id: run, colour: 9 } })),
    });
    const members = WIDE.members.map((one) => ({ ...one, style: styles[one.run] }));
    const drawn = looks([{ ...WIDE, members }]);
    expect(new Set(drawn).size).toBe(6);
    expect(drawn[1]).toContain(LIGHT.runs[1]);
    expect(drawn[1].endsWith(String(styles['run-1']?.dash))).toBe(true);
  });

  test('have shades of its colour beside others, each its own', () => {
    expect(new Set(looks([WIDE, LONE])).size).toBe(7);
  });
});
