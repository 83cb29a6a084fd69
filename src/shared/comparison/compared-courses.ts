import type { ComparedSeries } from '../api/compare.ts';
import type { RunRow } from '../api/runs.ts';
import { counted } from '../counted.ts';
import { lossUnit } from '../discriminator-output.ts';
import { equilibrium } from '../equilibrium.ts';
import type { ComparedCourse, ComparedQuantity } from '../figures/compared-course.ts';
import { memberStyles } from '../figures/line-styles.ts';
import { membership, membershipText, reasons, sharedCadence, type LeftOut } from '../groups/members.ts';
import { ruleWords } from '../metric-rules.ts';
import { isOfEpochs, LOSSES, type NoiseFloor } from '../metrics.ts';
import { hasBegun, type Run } from '../run.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';
import { distanceColumn, distanceLabel, targetMoment } from '../target-moments.ts';
import { commonRule, keepRule } from './common-rule.ts';
import type { ComparedSubject } from './metrics-table.ts';
import { noiseFloorOf } from './noise-floor.ts';
import { averagedMetric, describeMetric, type SummaryMetric } from './summary-metric.ts';

/** The series of compared runs, by their ids, as far as they have been read. */
export type SeriesByRun = Readonly<Partial<Record<string, ComparedSeries>>>;

/** Which runs a subject stands for: the seed of a run, how many of a group count. */
export function seedsText({ kind, rows: [first], rows, hidden }: ComparedSubject): string {
  return kind === 'run' ? `seed ${first.run.config.seed}` : membership(rows, hidden).text;
}

/** The seeds that are drawn, where others were measured by another rule. */
function ruledSeeds({ rows, hidden }: ComparedSubject, kept: readonly RunRow[], left: readonly LeftOut[]): string {
  const members = membership(kept, hidden);
  return membershipText(members.counted.length, rows.length + hidden, [...left, ...members.left]);
}

/** Whether it is known of all runs what a moment of their target is: then it is drawn how far they are from that. */
function haveTargetMoment(subjects: readonly ComparedSubject[], metric: SummaryMetric): boolean {
  const begun = subjects.flatMap(({ rows }) => rows.filter(({ run }) => hasBegun(run)));
  return begun.length > 0 && begun.every(({ run }) => targetMoment(run, metric) !== undefined);
}

/**
 * The quantity that is drawn of these subjects. Runs measured by another rule than most are left out, with a sentence that says so.
 */
export function quantityOf(
  metric: SummaryMetric,
  averaged: boolean,
  subjects: readonly ComparedSubject[],
): ComparedQuantity {
  const { label: plain, unit } = describeMetric(metric);
  const isDistance = haveTargetMoment(subjects, metric);
  const label = isDistance ? distanceLabel(plain) : plain;
  const loss = LOSSES.find(({ key }) => key === metric)?.key;
  const shown = averaged && averagedMetric(metric) !== undefined ? `${label}, averaged generator where kept` : label;
  const rule = commonRule(subjects, metric, averaged);
  const left = subjects.flatMap(({ rows }) => keepRule(rows, metric, rule, averaged).left);
  const notes = [
    ruleWords(metric, rule),
    ...left.map(({ reason, count }) => `${counted(count, 'run')} ${reason} not drawn`),
  ].filter((note) => note !== '');
  return {
    key: metric,
    label: shown,
    unit: loss !== undefined || metric === 'penalty' ? sharedLossUnit(subjects) : unit,
    loss,
    rule,
    notes,
    isDistance,
  };
}

/** The unit of their losses, where it is that of all. */
function sharedLossUnit(subjects: readonly ComparedSubject[]): string {
  return subjects.every(({ rows: [first] }) => lossUnit(first.run.config.loss) === 'nats') ? 'nats' : '';
}

/** Their courses by one quantity, as far as their series have been read. */
export function comparedCourses(
  subjects: readonly ComparedSubject[],
  series: SeriesByRun,
  quantity: ComparedQuantity,
  averaged: boolean,
): readonly ComparedCourse[] {
  const own = subjects.length === 1 && subjects[0].kind === 'group' ? memberStyles(subjects[0]) : {};
  return subjects.map((subject) => {
    const { kept, left } = keepRule(subject.rows, quantity.key, quantity.rule, averaged);
    const seeds = left.length === 0 ? seedsText(subject) : ruledSeeds(subject, kept, left);
    const judged = reasons(kept).flatMap(({ row: { run }, reason }) => {
      const read = series[run.id];
      return read ? [{ run, reason, read, course: courseOf(run, read, quantity, averaged) }] : [];
    });
    const lacking = judged.filter(({ reason, course }) => reason === undefined && course === undefined).length;
    return {
      key: subject.key,
      name: subject.name,
      kind: subject.kind,
      seeds: lacking === 0 ? seeds : `${seeds}, of which ${lacking} without a value`,
      colour: subject.colour,
      dash: subject.dash ?? [],
      members: judged.flatMap(({ run, reason, read, course }) => {
        const { seed, batches_per_epoch: batchesPerEpoch } = run.config;
        return course
          ? [{ run: run.id, seed, reason, style: own[run.id], ...course, losses: read.losses, batchesPerEpoch }]
          : [];
      }),
    };
  });
}

/** How one quantity of a run goes, as far as it has it. */
function courseOf(
  run: Run,
  { metrics, losses, shared }: ComparedSeries,
  { key, isDistance }: ComparedQuantity,
  averaged: boolean,
) {
  const truth = isDistance ? targetMoment(run, key) : undefined;
  const columnIn = (chunk: SeriesChunk) => {
    const column = (averaged ? columnOf(chunk, `ema_${key}`) : undefined) ?? columnOf(chunk, key);
    return column && { chunk, column: truth === undefined ? column : distanceColumn(column, truth) };
  };
  if (isOfEpochs(key)) return columnIn(losses);
  const own = columnIn(metrics);
  return own && { ...own, shared: shared && columnIn(shared) };
}

/** For runs of groups whose seeds took snapshots at different epochs: the multiples at which all of them have one. */
export function sharedCadences(subjects: readonly ComparedSubject[]): Readonly<Partial<Record<string, number>>> {
  return Object.fromEntries(
    subjects.flatMap(({ kind, rows }) => {
      const every = kind === 'group' ? sharedCadence(rows) : undefined;
      return every === undefined ? [] : rows.map(({ run }): [string, number] => [run.id, every]);
    }),
  );
}

/** What a perfect generator scores by chance, where that is the same for all. */
export function sharedFloor(
  subjects: readonly ComparedSubject[],
  series: SeriesByRun,
  { key: metric, isDistance }: ComparedQuantity,
): NoiseFloor | undefined {
  if (describeMetric(metric).lowerIsBetter !== true && !isDistance) return undefined;
  const read = subjects.map(({ rows }) => rows[0].run.id).filter((run) => series[run] !== undefined);
  return noiseFloorOf(read, { metric, isDistance: isDistance === true }, (run) => series[run]?.floors ?? []);
}

/** The value at which a loss settles, if it is the same for all subjects. */
export function sharedEquilibrium(
  subjects: readonly ComparedSubject[],
  { loss }: ComparedQuantity,
): number | undefined {
  if (loss === undefined) return undefined;
  const values = new Set(subjects.map(({ rows: [first] }) => equilibrium(first.run.config.loss).losses[loss]));
  return values.size === 1 ? [...values][0] : undefined;
}
