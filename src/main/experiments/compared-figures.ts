import equal from 'fast-deep-equal';
import {
  comparedCourses,
  quantityOf,
  sharedCadences,
  sharedEquilibrium,
  sharedFloor,
} from '../../shared/comparison/compared-courses.ts';
import type { ComparedSubject, MetricRow } from '../../shared/comparison/metrics-table.ts';
import { MOST_PAIRED, pairsOf } from '../../shared/comparison/pairs.ts';
import { averagedMetric, type SummaryMetric } from '../../shared/comparison/summary-metric.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { comparedFigure } from '../../shared/figures/compared-figure.ts';
import { lineStyles } from '../../shared/figures/line-styles.ts';
import type { LaidDistribution } from '../../shared/figures/laid-distribution.ts';
import { overlaidDistributionsFigure } from '../../shared/figures/overlaid-distributions-figure.ts';
import { pairsFigure } from '../../shared/figures/pairs-figure.ts';
import { suitsLogAxis } from '../../shared/figures/series-text.ts';
import type { Figure } from '../../shared/figures/theme.ts';
import { unpackSnapshot } from '../../shared/frames/frame-codec.ts';
import { membership, oneASeed } from '../../shared/groups/members.ts';
import { isOfEpochs } from '../../shared/metrics.ts';
import { axesOf, hasBegun, type Run } from '../../shared/run.ts';
import type { Band } from '../../shared/statistics/band.ts';
import { figureReference } from '../files/exports/figure-reference.ts';
import { fileOf, single, type FigureFormat } from '../files/exports/figures.ts';
import type { Store } from '../store/store.ts';
import { readComparedSeries } from './compared-series.ts';

/** What a comparison draws: the metric over the epochs, what was learned over the target, and the pairs of seeds. */
export const COMPARED_FIGURES = ['metric', 'distribution', 'pairs'] as const;
export type ComparedFigureName = (typeof COMPARED_FIGURES)[number];

/** Points that a line is drawn by, at most about twice as many: as in the window. */
const WIDTH = 600;

export interface ComparedFigureChoice {
  readonly subjects: readonly ComparedSubject[];
  /** The numbers of the metric that is drawn. */
  readonly row: MetricRow;
  readonly metric: SummaryMetric;
  /** Whether the averaged generator is drawn where a run keeps one. */
  readonly averaged: boolean;
  readonly band: Band;
  readonly smoothing: number;
  /** The snapshots nearest to it are drawn; left out, the last ones. */
  readonly epoch?: number | undefined;
  readonly format: FigureFormat;
}

/** A figure of several runs and groups as a file, and those of them that it leaves out. */
export interface ComparedFigureExport {
  readonly file: Buffer;
  /** Names of those that have another target than the first. */
  readonly left: readonly string[];
}

/** Draws the figure of a comparison as the window does. Throws WorkbenchError `nothing-recorded` where there is nothing to draw. */
export async function exportComparedFigure(
  store: Store,
  name: ComparedFigureName,
  choice: ComparedFigureChoice,
): Promise<ComparedFigureExport> {
  const styles = lineStyles(choice.subjects.map(({ colour }) => colour));
  const styled = { ...choice, subjects: choice.subjects.map((subject, index) => ({ ...subject, ...styles[index] })) };
  const { figure, left } = await drawn(store, name, styled);
  return { file: fileOf(single(figure, 0), choice.format), left };
}

interface DrawnFigure {
  readonly figure: Figure;
  readonly left: readonly string[];
}

async function drawn(store: Store, name: ComparedFigureName, choice: ComparedFigureChoice): Promise<DrawnFigure> {
  switch (name) {
    case 'metric':
      return { figure: metricOf(store, choice), left: [] };
    case 'distribution':
      return distribution(store, choice);
    case 'pairs':
      return { figure: pairs(choice), left: [] };
  }
}

function metricOf(store: Store, { subjects, metric, averaged, band, smoothing }: ComparedFigureChoice): Figure {
  const ema = averaged ? averagedMetric(metric) : undefined;
  const cadences = sharedCadences(subjects);
  const runs = subjects.flatMap(({ rows }) => rows.map(({ run }) => run)).filter(hasBegun);
  const series = [...Map.groupBy(runs, ({ id }) => cadences[id])].flatMap(([shared, alike]) =>
    readComparedSeries(store, {
      runs: alike.map(({ id }) => id),
      keys: [metric, ...(ema === undefined ? [] : [ema])],
      width: WIDTH,
      shared,
    }),
  );
  const byRun = Object.fromEntries(series.map((one) => [one.run, one]));
  const quantity = quantityOf(metric, averaged, subjects);
  const courses = comparedCourses(subjects, byRun, quantity, averaged);
  const lines = courses.flatMap(({ members }) => members.map(({ column }) => column.mean));
  if (lines.length === 0) throw nothing(`No run has recorded ${quantity.label}`);
  // A loss is read on a linear axis, as in the window.
  const logarithmic = !isOfEpochs(metric) && suitsLogAxis(lines);
  return comparedFigure({
    courses,
    quantity,
    band,
    showsMembers: false,
    floor: sharedFloor(subjects, byRun, quantity),
    equilibrium: sharedEquilibrium(subjects, quantity),
    view: { smoothing, logarithmic, horizontal: 'epoch', range: undefined },
  });
}

async function distribution(store: Store, { subjects, averaged, epoch }: ComparedFigureChoice): Promise<DrawnFigure> {
  const laid = subjects.flatMap((subject) => {
    const one = laidOf(store, subject, averaged, epoch);
    return one ? [one] : [];
  });
  const first = laid.at(0);
  const axes = first && axesOf(first.run);
  if (!first || !axes) throw nothing('None of these runs has a snapshot');
  const isOnFirst = ({ run }: { readonly run: Run }) => equal(run.config.target, first.run.config.target);
  const { target } = await figureReference(store, first.run, axes);
  const figure = overlaidDistributionsFigure({
    target,
    axes,
    bins: first.run.config.snapshots.bins,
    laid: laid.filter(isOnFirst),
  });
  return { figure, left: laid.filter((one) => !isOnFirst(one)).map(({ name }) => name) };
}

/** What a run has learned, or the seeds of a group that count; undefined where there is no snapshot of it. */
function laidOf(
  store: Store,
  { kind, name, colour, dash, rows, hidden }: ComparedSubject,
  averaged: boolean,
  epoch = Number.MAX_SAFE_INTEGER,
): (LaidDistribution & { readonly run: Run }) | undefined {
  const { counted, text } = membership(rows, hidden);
  const each = oneASeed(rows).map(({ row }) => row);
  const shown = (kind === 'run' ? rows : counted.length > 0 ? counted : each).map(({ run }) => run);
  const snapshots = shown.flatMap(({ id }) => {
    const packed = store.snapshots.readNearest(id, epoch);
    return packed === undefined ? [] : [unpackSnapshot(packed)];
  });
  if (snapshots.length === 0) return undefined;
  const seeds = kind === 'run' ? undefined : `${text}, combined`;
  return { name, seeds, colour, dash, snapshots, averaged, run: shown[0] };
}

function pairs({ row }: ComparedFigureChoice): Figure {
  const data = pairsOf(row);
  if (data.subjects.length === 0) {
    throw nothing('No group has enough seeds in common with the base, so there are no pairs');
  }
  return pairsFigure({ ...data, subjects: data.subjects.slice(0, MOST_PAIRED) });
}

function nothing(what: string): WorkbenchError {
  return new WorkbenchError('nothing-recorded', `${what}; there is nothing to draw.`);
}
