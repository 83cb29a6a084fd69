import type { ComparedSeries } from '../../shared/api/compare.ts';
import type { RunRow } from '../../shared/api/runs.ts';
import { commonRule, keepRule } from '../../shared/comparison/common-rule.ts';
import type { ComparedSubject } from '../../shared/comparison/metrics-table.ts';
import { distinguishingNames } from '../../shared/comparison/distinguishing-names.ts';
import { noiseFloorOf } from '../../shared/comparison/noise-floor.ts';
import { averagedMetric, describeMetric, type SummaryMetric } from '../../shared/comparison/summary-metric.ts';
import { counted } from '../../shared/counted.ts';
import { lossUnit } from '../../shared/discriminator-output.ts';
import { equilibrium } from '../../shared/equilibrium.ts';
import type { ComparedCourse, ComparedQuantity } from '../../shared/figures/compared-course.ts';
import { lineStyles, memberStyles } from '../../shared/figures/line-styles.ts';
import { sinceLook } from '../../shared/groups/looks.ts';
import { membership, membershipText, reasons, sharedCadence, type LeftOut } from '../../shared/groups/members.ts';
import { ruleWords } from '../../shared/metric-rules.ts';
import { isOfEpochs, LOSSES, type NoiseFloor } from '../../shared/metrics.ts';
import { hasBegun, type Run } from '../../shared/run.ts';
import { columnOf, type SeriesChunk } from '../../shared/series/series.ts';
import { distanceColumn, distanceLabel, targetMoment } from '../../shared/target-moments.ts';
import type { SeriesByRun } from './compared-series.svelte.ts';
import type { Subject } from '../state/subjects.svelte.ts';

/** Digits of the hash that distinguish groups. */
const DIGITS = 6;

/** Names that tell subjects apart, as short as they can be: of those that are named alike a run by its seed, and else by the start of its key. */
function distinctNames(subjects: readonly Subject[]): string[] {
  const isAlone = (names: readonly string[], name: string) => names.filter((one) => one === name).length === 1;
  const names = distinguishingNames(subjects.map(({ name }) => name));
  const seeded = subjects.map(({ kind, rows: [first] }, index) => {
    const name = names[index];
    return kind === 'group' || isAlone(names, name) ? name : `${name}, seed ${first.run.config.seed}`;
  });
  return subjects.map(({ key }, index) => {
    const name = seeded[index];
    return isAlone(seeded, name) ? name : `${name} (${key.replace(/^group:/, '').slice(0, DIGITS)})`;
  });
}

/** Subjects for the tables of a comparison. `looks` says when a group, by its hash, was first compared. */
export function comparedSubjects(
  subjects: readonly Subject[],
  looks: Readonly<Partial<Record<string, string>>>,
): readonly ComparedSubject[] {
  const names = distinctNames(subjects);
  const styles = lineStyles(subjects.map(({ colour }) => colour));
  return subjects.map(({ key, kind, rows, hidden }, index) => {
    const firstAt = looks[rows[0].run.group];
    return {
      key,
      name: names[index],
      kind,
      ...styles[index],
      rows,
      hidden,
      ...(kind === 'group' && { sinceLook: sinceLook(rows, firstAt) }),
    };
  });
}

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
