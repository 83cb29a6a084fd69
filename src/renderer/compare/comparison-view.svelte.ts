import { SvelteSet } from 'svelte/reactivity';
import type { StudyView } from '../../shared/api/studies.ts';
import { MEASURES, type Measure } from '../../shared/comparison/measured.ts';
import { metricNamed, type SummaryMetric } from '../../shared/comparison/summary-metric.ts';
import { HORIZONTALS, type Horizontal, type SeriesView } from '../../shared/figures/series-line.ts';
import { usualSmoothing } from '../../shared/figures/usual-smoothing.ts';
import { EPOCH_KEYS, type EpochKey } from '../../shared/metrics.ts';
import type { Range } from '../../shared/run.ts';
import { BANDS, type Band } from '../../shared/statistics/band.ts';
import type { SubjectKey } from '../../shared/subject.ts';
import { windowLocation } from '../state/location.svelte.ts';

/** What a comparison is looked at by; undefined as is usual for its subjects. */
interface Choice {
  readonly metric: SummaryMetric | undefined;
  readonly primary: SummaryMetric | undefined;
  readonly base: SubjectKey | undefined;
  /** Its subjects in their order, as `orderText` writes it. */
  readonly order: string | undefined;
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown, usual: Value): Value {
  return values.find((one) => one === value) ?? usual;
}

/** How a comparison is looked at. Its metric and base are the address's, unless a study keeps them. */
export class ComparisonView {
  readonly #isStudy: boolean;
  #choice = $state.raw<Choice>({ metric: undefined, primary: undefined, base: undefined, order: undefined });
  measure = $state<Measure>('tail');
  band = $state<Band>('quartiles');
  /** Whether the averaged generator is compared where a run keeps one. */
  averaged = $state(false);
  /** Whether the members of groups are drawn. */
  members = $state(false);
  /** What the second chart draws: a loss, a gradient norm or the penalty. */
  loss = $state<EpochKey>('loss_generator');
  /** undefined: none, and some of many lines. */
  smoothing = $state<number | undefined>();
  horizontal = $state<Horizontal>('epoch');
  logarithmic = $state(true);
  logarithmicLoss = $state(false);
  allMetrics = $state(false);
  allSettings = $state(false);
  range = $state.raw<Range | undefined>();
  /** The one that is pointed at: its line is lit everywhere. */
  lit = $state.raw<SubjectKey | undefined>();
  /** Subjects that the charts leave out. */
  readonly hidden = new SvelteSet<SubjectKey>();

  /** The view as a study stores it; undefined for a comparison without a study. */
  constructor(kept?: StudyView) {
    this.#isStudy = kept !== undefined;
    if (!kept) return;
    this.#choice = {
      metric: typeof kept.metric === 'string' ? metricNamed(kept.metric) : undefined,
      primary: typeof kept.primary === 'string' ? metricNamed(kept.primary) : undefined,
      base: typeof kept.base === 'string' ? kept.base : undefined,
      order: typeof kept.order === 'string' ? kept.order : undefined,
    };
    this.measure = oneOf(MEASURES, kept.measure, 'tail');
    this.band = oneOf(BANDS, kept.band, 'quartiles');
    this.averaged = kept.averaged === true;
    this.members = kept.members === true;
    this.loss = oneOf(EPOCH_KEYS, kept.loss, 'loss_generator');
    if (typeof kept.smoothing === 'number') this.smoothing = Math.min(0.99, Math.max(0, kept.smoothing));
    this.horizontal = oneOf(HORIZONTALS, kept.horizontal, 'epoch');
    this.logarithmic = kept.logarithmic !== false;
    this.logarithmicLoss = kept.logarithmic_loss === true;
  }

  get metric(): SummaryMetric | undefined {
    return this.#isStudy ? this.#choice.metric : metricNamed(windowLocation.address.metric ?? '');
  }

  set metric(metric: SummaryMetric | undefined) {
    if (this.#isStudy) this.#choice = { ...this.#choice, metric };
    else windowLocation.refine({ metric });
  }

  /** The metric that the comparison is decided by. */
  get primary(): SummaryMetric | undefined {
    return this.#isStudy ? this.#choice.primary : metricNamed(windowLocation.address.primary ?? '');
  }

  set primary(primary: SummaryMetric | undefined) {
    if (this.#isStudy) this.#choice = { ...this.#choice, primary };
    else windowLocation.refine({ primary });
  }

  get base(): SubjectKey | undefined {
    return this.#isStudy ? this.#choice.base : windowLocation.address.base;
  }

  set base(base: SubjectKey | undefined) {
    if (this.#isStudy) this.#choice = { ...this.#choice, base };
    else windowLocation.refine({ base });
  }

  /** Its subjects in the order that the user has put them in; undefined as they were chosen. */
  get order(): string | undefined {
    return this.#isStudy ? this.#choice.order : windowLocation.address.order;
  }

  set order(order: string | undefined) {
    if (this.#isStudy) this.#choice = { ...this.#choice, order };
    else windowLocation.refine({ order });
  }

  /** What a study keeps of it. */
  get kept(): StudyView {
    const { metric, primary, base, order, measure, band, averaged, members, loss, smoothing, horizontal } = this;
    return {
      ...(metric !== undefined && { metric }),
      ...(primary !== undefined && { primary }),
      ...(base !== undefined && { base }),
      ...(order !== undefined && { order }),
      ...(smoothing !== undefined && { smoothing }),
      ...{ measure, band, averaged, members, loss, horizontal },
      logarithmic: this.logarithmic,
      logarithmic_loss: this.logarithmicLoss,
    };
  }

  /** The smoothing of a chart of so many subjects. */
  smoothingOf(lines: number): number {
    return this.smoothing ?? usualSmoothing(lines);
  }

  series(logarithmic: boolean, smoothing: number): SeriesView {
    const { horizontal, range } = this;
    return { smoothing, logarithmic, horizontal, range };
  }

  /** Hides one from the charts, or shows it again. */
  toggle(key: SubjectKey): void {
    if (!this.hidden.delete(key)) this.hidden.add(key);
  }

  isIsolated(key: SubjectKey, all: readonly SubjectKey[]): boolean {
    return all.length > 1 && all.every((one) => this.hidden.has(one) === (one !== key));
  }

  /** Shows one alone in the charts; if it is alone already, all again. */
  isolate(key: SubjectKey, all: readonly SubjectKey[]): void {
    const wasIsolated = this.isIsolated(key, all);
    this.hidden.clear();
    if (!wasIsolated) for (const one of all) if (one !== key) this.hidden.add(one);
  }

  /** Forgets one of all, which is taken out. Where all others are hidden, as when it was shown alone, they are shown again. */
  leave(key: SubjectKey, all: readonly SubjectKey[]): void {
    this.hidden.delete(key);
    if (this.lit === key) this.lit = undefined;
    if (all.every((one) => one === key || this.hidden.has(one))) this.hidden.clear();
  }

  showAll(): void {
    this.hidden.clear();
  }
}
