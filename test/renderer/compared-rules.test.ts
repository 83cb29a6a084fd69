import { expect, test } from 'vitest';
import { comparedCourses, quantityOf, sharedFloor } from '../../src/shared/comparison/compared-courses.ts';
import type { ComparedSeries } from '../../src/shared/api/compare.ts';
import type { ComparedSubject } from '../../src/shared/comparison/metrics-table.ts';
import { comparedFigure } from '../../src/shared/figures/compared-figure.ts';
import { Series } from '../../src/shared/series/series.ts';
import { row, summary } from '../shared/run-rows.ts';

function subject(name: string, rules: readonly { readonly modes_covered?: number }[]): ComparedSubject {
  const rows = rules.map((metricRules, index) => {
    const one = row({ name, seed: index + 1, group: name, summaries: [summary('modes_covered', 5)] });
    return { ...one, run: { ...one.run, metricRules } };
  });
  return { key: `group:${name}`, name, kind: 'group', colour: 0, rows, hidden: 0 };
}

function seriesOf({ rows }: ComparedSubject): [string, ComparedSeries][] {
  return rows.map(({ run: { id } }) => {
    const metrics = new Series(100);
    for (const epoch of [1, 2, 3]) metrics.append(epoch, { modes_covered: 5 });
    return [id, { run: id, losses: new Series(100).chunk(), metrics: metrics.chunk(), shared: undefined, floors: [] }];
  });
}

test('a chart draws runs of one rule of a metric, and says how many of another it leaves out', () => {
  const subjects = [subject('mixed', [{}, {}, { modes_covered: 2 }]), subject('new', [{ modes_covered: 2 }])];
  const series = Object.fromEntries(subjects.flatMap(seriesOf));
  const quantity = quantityOf('modes_covered', false, subjects);
  const courses = comparedCourses(subjects, series, quantity, false);
  expect(courses.map(({ members }) => members.map(({ seed }) => seed))).toEqual([[3], [1]]);
  expect(courses.map(({ seeds }) => seeds)).toEqual(['1 of 3, 2 measured by rule 1', '1 seed']);
  const view = { smoothing: 0, logarithmic: false, horizontal: 'epoch', range: undefined } as const;
  const figure = comparedFigure({
    courses,
    quantity,
    band: 'quartiles',
    showsMembers: false,
    floor: undefined,
    equilibrium: undefined,
    view,
  });
  expect(figure.options?.plugins?.subtitle?.text).toContain('2 runs measured by rule 1 not drawn');
  // Of what has had but one rule nothing is left out.
  expect(quantityOf('ks', false, subjects)).toMatchObject({ rule: 1, notes: [] });
});

test('a chart of a mean shows how far it is from the target’s own beside the floor, and what its buckets are', () => {
  const rows = [1, 2].map((seed) =>
    row({
      seed,
      config: { target: { law: 'normal', mean: 3, standard_deviation: 1 } },
      summaries: [summary('mean', 3)],
    }),
  );
  const subjects: ComparedSubject[] = [{ key: 'group:a', name: 'a', kind: 'group', colour: 0, rows, hidden: 0 }];
  const floor = { metric: 'mean', samples: 2000, draws: 400, mean: 0.018, bound95: 0.044 } as const;
  const seriesWith = (capacity: number) =>
    Object.fromEntries(
      rows.map(({ run: { id } }): [string, ComparedSeries] => {
        const metrics = new Series(capacity);
        for (let epoch = 1; epoch <= 8; epoch++) metrics.append(epoch, { mean: 3 + (epoch % 2 === 0 ? 0.5 : -0.1) });
        const losses = new Series(100).chunk();
        return [id, { run: id, losses, metrics: metrics.chunk(), shared: undefined, floors: [floor] }];
      }),
    );
  const quantity = quantityOf('mean', false, subjects);
  expect(quantity.label).toBe('|mean − target’s|');
  const drawn = (capacity: number) => {
    const series = seriesWith(capacity);
    const courses = comparedCourses(subjects, series, quantity, false);
    const view = { smoothing: 0, logarithmic: false, horizontal: 'epoch', range: undefined } as const;
    const data = { courses, quantity, band: 'quartiles', showsMembers: false, equilibrium: undefined, view } as const;
    const figure = comparedFigure({ ...data, floor: sharedFloor(subjects, series, quantity) });
    return {
      values: [...courses[0].members[0].column.mean],
      subtitle: String(figure.options?.plugins?.subtitle?.text),
    };
  };
  const every = drawn(100);
  expect(every.values[0]).toBeCloseTo(0.1, 12);
  expect(every.values[1]).toBeCloseTo(0.5, 12);
  expect(every.subtitle).toContain('noise floor 0.0180 (95 %: 0.0440)');
  const zoomedOut = drawn(2);
  expect(zoomedOut.values[0]).toBeCloseTo(0.2, 12);
  expect(zoomedOut.subtitle).toMatch(/distances of means of \d+ snapshots/);
});
