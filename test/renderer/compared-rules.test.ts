import { expect, test } from 'vitest';
import { comparedCourses, quantityOf } from '../../src/renderer/compare/compared-subjects.ts';
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
