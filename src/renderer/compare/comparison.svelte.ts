import { onDestroy, untrack } from 'svelte';
import { sharedCadences } from '../../shared/comparison/compared-courses.ts';
import { configDiff, configuredAs } from '../../shared/comparison/config-diff.ts';
import {
  measuredMetrics,
  metricsTable,
  shownRow,
  type ComparedSubject,
  type MetricRow,
} from '../../shared/comparison/metrics-table.ts';
import type { Measure } from '../../shared/comparison/measured.ts';
import { averagedMetric, primaryMetric, type SummaryMetric } from '../../shared/comparison/summary-metric.ts';
import { membership } from '../../shared/groups/members.ts';
import { distanceAmong } from '../../shared/metrics.ts';
import { hasBegun } from '../../shared/run.ts';
import { fileNameOf } from '../exports/file-name.ts';
import { Player } from '../player/player.svelte.ts';
import type { Subject } from '../state/subjects.svelte.ts';
import { ComparedSeriesReader } from './compared-series.svelte.ts';
import { comparedSubjects } from './compared-subjects.ts';
import type { ComparisonView } from './comparison-view.svelte.ts';
import { Looks } from './looks.svelte.ts';
import { inOrder } from './subject-order.ts';

interface Given {
  /** Two to twenty runs or groups, or one group. */
  readonly subjects: readonly Subject[];
  readonly view: ComparisonView;
  /** Whether its numbers are hidden, so that there is no look at the result. */
  readonly isHeldBack: boolean;
}

/** What all parts of a comparison draw and tell, in the order that the user has put its subjects in. Made while a component is set up. */
export class Comparison {
  readonly player = new Player();
  readonly #reader = new ComparedSeriesReader();
  readonly #looks = new Looks();
  readonly #given: () => Given;

  constructor(given: () => Given) {
    this.#given = given;
    onDestroy(() => this.#reader.close());
    $effect(() => this.#noteLook());
    $effect(() => this.#readSeries());
  }

  readonly view = $derived.by(() => this.#given().view);
  /** As they were given: the first is the base until another is chosen. */
  readonly #styled = $derived.by(() => comparedSubjects(this.#given().subjects, this.#looks.firstAt));
  readonly compared = $derived.by(() => inOrder(this.#styled, this.view.order));
  /** The same, as the replay takes them. */
  readonly subjects = $derived.by(() =>
    this.compared.flatMap(({ key, name, colour, dash = [] }) =>
      this.#given().subjects.flatMap((subject) => (subject.key === key ? [{ ...subject, name, colour, dash }] : [])),
    ),
  );
  /** The only one, where the seeds of one group are compared. */
  readonly alone = $derived.by(() => (this.subjects.length === 1 ? this.subjects[0] : undefined));
  readonly keys = $derived.by(() => this.compared.map(({ key }) => key));
  /** Those that the charts show. */
  readonly shown = $derived.by(() => this.compared.filter(({ key }) => !this.view.hidden.has(key)));
  readonly rows = $derived.by(() => this.compared.flatMap((subject) => subject.rows));
  readonly #measured = $derived.by(() => measuredMetrics(this.rows));
  readonly metrics = $derived.by(() => this.#measured.filter((metric) => !metric.startsWith('ema_')));
  readonly hasAveraged = $derived.by(() => this.#measured.length > this.metrics.length);
  /** undefined while nothing is recorded. */
  readonly metric = $derived.by(
    () => this.metrics.find((one) => one === this.view.metric) ?? distanceAmong(this.metrics) ?? this.metrics.at(0),
  );
  readonly base = $derived.by(() => {
    if (this.#styled.length < 2) return undefined;
    return (this.#styled.find(({ key }) => key === this.view.base) ?? this.#styled[0]).key;
  });
  readonly table = $derived.by(() => {
    const isShown = (one: SummaryMetric) => this.view.allMetrics || one === this.metric;
    return this.#tableOf(this.metrics.filter(isShown), this.view.measure);
  });
  /** The numbers of the metric, as they are shown; undefined while nothing is recorded. */
  readonly row = $derived.by(() => this.table.rows.find(({ metric }) => metric === this.metric));
  readonly shownRow = $derived.by(() => this.row && shownRow(this.row));
  /** The same by tail means, whatever is compared by. */
  readonly tailRow = $derived.by((): MetricRow | undefined => {
    if (this.view.measure === 'tail' || this.metric === undefined) return this.shownRow;
    return this.#tableOf([this.metric], 'tail').rows.map(shownRow).at(0);
  });
  /** The base first. */
  readonly #baseFirst = $derived.by(() =>
    this.compared.toSorted((a, b) => Number(b.key === this.base) - Number(a.key === this.base)),
  );
  readonly diff = $derived.by(() =>
    configDiff(
      this.#baseFirst.map(({ key, name, rows: [first] }) => ({ key, name, ...configuredAs(first.run) })),
      this.base ?? '',
      this.view.allSettings || this.compared.length === 1,
    ),
  );
  /** Names in the order of the columns of the settings. */
  readonly names = $derived.by(() => this.#baseFirst.map(({ name }) => name));
  readonly fileName = $derived.by(() => {
    const [first, ...others] = this.#styled;
    return fileNameOf(first.name, ...(others.length > 0 ? [`and-${others.length}-more`] : []));
  });
  readonly smoothing = $derived.by(() => this.view.smoothingOf(this.compared.length));

  get series() {
    return this.#reader.series;
  }

  get isOpening(): boolean {
    return this.#reader.isOpening;
  }

  #tableOf(metrics: readonly SummaryMetric[], measure: Measure) {
    const primary = primaryMetric(
      this.metrics.find((one) => one === this.view.primary),
      this.metrics,
    );
    return metricsTable({
      subjects: this.compared satisfies readonly ComparedSubject[],
      metrics,
      measure,
      base: this.base,
      preferAverage: this.view.averaged,
      primary,
      floorsOf: (run) => this.#reader.floors[run] ?? [],
    });
  }

  #noteLook(): void {
    const { subjects, isHeldBack } = this.#given();
    const hashes = subjects.flatMap(({ kind, rows: members }) =>
      // Where no run counts yet there is no result to look at.
      kind === 'group' && membership(members).counted.length > 0 ? [members[0].run.group] : [],
    );
    // To look at one group tells of no difference.
    if (!isHeldBack && subjects.length > 1 && hashes.length > 0) void this.#looks.note(hashes);
  }

  #readSeries(): void {
    const { metric, view } = this;
    const ema = metric && averagedMetric(metric);
    const averaged = this.#measured.find((one) => one === ema);
    const seconds = view.horizontal === 'time' ? 'seconds' : undefined;
    const keys = [metric, averaged, view.loss, seconds].filter((key) => key !== undefined);
    const asked = {
      rows: this.rows.filter(({ run }) => hasBegun(run)),
      keys: keys.filter((key, index) => keys.indexOf(key) === index),
      range: view.range,
      shared: sharedCadences(this.compared),
    };
    untrack(() => this.#reader.want(asked));
  }
}
