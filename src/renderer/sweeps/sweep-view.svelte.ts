import { untrack } from 'svelte';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { RunRow } from '../../shared/api/runs.ts';
import type { Sweep } from '../../shared/api/sweeps.ts';
import type { Measure } from '../../shared/comparison/measured.ts';
import { measuredMetrics } from '../../shared/comparison/metrics-table.ts';
import { averagedMetric, describeMetric, type SummaryMetric } from '../../shared/comparison/summary-metric.ts';
import { brushedArms } from '../../shared/figures/sweep-parallel-figure.ts';
import type { SweptArms } from '../../shared/figures/swept-arms.ts';
import type { Range } from '../../shared/run.ts';
import type { SubjectKey } from '../../shared/subject.ts';
import { armsOf, basisText, scored } from '../../shared/sweep/outcome.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { runs } from '../state/runs.svelte.ts';
import { DISTANCES, distanceAmong } from '../../shared/metrics.ts';

/**
 * The parts of the rows on which the arms depend. Nothing that changes with every epoch of a running run is among them.
 */
function fingerprint(sweep: Sweep, rows: readonly RunRow[]): string {
  const groups = new Set([...rows.flatMap(({ run }) => (run.sweep === sweep.id ? [run.group] : [])), ...sweep.groups]);
  return rows
    .flatMap(({ run, summaries }) => {
      if (!groups.has(run.group)) return [];
      const { id, status, name, trashedAt = '' } = run;
      const isDone = status === 'finished' || status === 'stopped';
      return [`${id} ${status} ${trashedAt} ${name} ${isDone ? summaries.at(0)?.tailMean : summaries.length}`];
    })
    .join('\n');
}

/** The state of a sweep's page: its arms by a metric, and which of them are chosen. */
export class SweepView {
  readonly #sweep: () => Sweep;
  measure = $state<Measure>('tail');
  averaged = $state(true);
  /** The user's choice; undefined for the sweep's default. */
  #takesOthers = $state<boolean | undefined>();
  /** Arms chosen in the table. */
  readonly chosen = new SvelteSet<SubjectKey>();
  /** The brushes of the parallel coordinates. */
  readonly brushes = new SvelteMap<number, Range>();

  readonly #fingerprint = $derived.by(() => fingerprint(this.#sweep(), runs.all));
  readonly arms = $derived.by(() => {
    // The rows themselves change several times a second.
    if (this.#fingerprint === '') return [];
    const sweep = this.#sweep();
    const { withOthers } = this;
    return untrack(() => armsOf(sweep, runs.all, withOthers));
  });
  /** Runs of its groups that the sweep did not train. */
  readonly others = $derived(this.arms.reduce((sum, { others }) => sum + others, 0));
  readonly #rows = $derived(this.arms.flatMap(({ rows }) => rows));
  /** The metrics that any of the runs has measured, without those of the averaged generator. */
  readonly metrics = $derived<readonly SummaryMetric[]>(
    measuredMetrics(this.#rows).filter((metric) => !metric.startsWith('ema_')),
  );
  readonly metric = $derived<SummaryMetric>(
    this.metrics.find((metric) => metric === windowLocation.address.metric) ??
      distanceAmong(this.metrics) ??
      this.metrics.at(0) ??
      DISTANCES[0],
  );
  readonly hasAverage = $derived(
    averagedMetric(this.metric) !== undefined &&
      measuredMetrics(this.#rows).includes(averagedMetric(this.metric) ?? this.metric),
  );
  readonly hasBest = $derived(describeMetric(this.metric).lowerIsBetter !== undefined);
  readonly shownMeasure = $derived<Measure>(this.measure === 'best' && !this.hasBest ? 'tail' : this.measure);
  readonly #scored = $derived(scored(this.arms, this.metric, this.shownMeasure, this.averaged));
  readonly swept = $derived.by((): SweptArms => {
    const { arms, metric, measure, isDistance } = this.#scored;
    return { name: this.#sweep().name, arms, metric, measure, isDistance };
  });
  /** Whether the numbers of the arms are comparable, so that arms can be sorted and drawn by them. */
  readonly isRanked = $derived(this.#scored.basis.kind === 'compared');
  /** Whether an arm can be called better than another. */
  readonly hasDirection = $derived(this.#scored.basis.kind === 'compared' && this.#scored.basis.hasDirection);
  /** A sentence about the basis of the comparison. */
  readonly basisText = $derived(basisText(this.#scored.basis));
  readonly paths = $derived([...(this.arms.at(0)?.settings.keys() ?? [])]);
  /** Arms that are within the brushes of the parallel coordinates. */
  readonly shownArms = $derived(
    this.brushes.size === 0 || !this.isRanked
      ? this.#scored.arms
      : brushedArms({ ...this.swept, brushes: this.brushes }),
  );
  readonly hasValues = $derived(this.#scored.arms.some(({ cell }) => cell.n > 0));

  /**
   * Whether runs that the sweep did not train count. By default they do if it was launched to train only missing runs.
   */
  get withOthers(): boolean {
    return this.#takesOthers ?? this.#sweep().groups.length > 0;
  }

  set withOthers(takes: boolean) {
    this.#takesOthers = takes;
  }

  /** `sweep` returns the current sweep, which may have been renamed. */
  constructor(sweep: () => Sweep) {
    this.#sweep = sweep;
  }

  choose(arm: SubjectKey, isChosen: boolean): void {
    if (isChosen) this.chosen.add(arm);
    else this.chosen.delete(arm);
  }

  /** The chosen arms that exist, in the order in which they are shown. */
  get chosenArms(): SubjectKey[] {
    return this.arms.flatMap(({ key }) => (this.chosen.has(key) ? [key] : []));
  }
}
