import { getContext, setContext } from 'svelte';
import { QUICK_CHECKS } from '../../shared/config/checks.ts';
import { parseConfig } from '../../shared/config/parse.ts';
import { stepped, withNumber, type TrainedNumber } from '../../shared/config/trained-number.ts';
import { buildOf, type Run } from '../../shared/run.ts';
import { groupKey } from '../../shared/subject.ts';
import { bridge } from '../state/connection.svelte.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { notices } from '../state/notices.svelte.ts';
import { sharedPreparation, type Occasion, type Preparation } from './preparation.ts';
import { hasEnded, withNews, type TouchedSeed } from './touched-seeds.ts';

/** Seeds that are trained beside a run. */
export const SEEDS = 8;
/** Milliseconds from one training to the next while a number is dragged: enough for a first part of a curve. */
const REST_MILLISECONDS = 250;
/** Milliseconds from one picture of the seeds to the next, unless one has ended: to draw takes time from their training. */
const PICTURE_MILLISECONDS = 250;

interface Held {
  /** As the run has it. */
  readonly number: TrainedNumber;
  readonly value: number;
}

const isSame = (one: TrainedNumber, other: TrainedNumber) => one.path.join('.') === other.path.join('.');

/** A number of a run that is held, and the seeds that are trained with its value and recorded nowhere. */
export class Touch {
  held = $state.raw<Held | undefined>();
  /** The newest seeds of which something has come, and the value that they were trained with. */
  shown = $state.raw<{ readonly value: number; readonly seeds: readonly TouchedSeed[] } | undefined>();
  /** Whether they wait because a run of the queue trains. */
  givesWay = $state(false);
  /** Why a value was not taken; the one before it is still held. */
  refusal = $state.raw<string | undefined>();
  /** Why the value cannot be trained. */
  failure = $state.raw<string | undefined>();
  isKeeping = $state(false);
  readonly #run: () => Run | undefined;
  readonly #preparation: Preparation;
  #unsubscribe: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Shows what has come of the seeds, when it is time. */
  #picture: ReturnType<typeof setTimeout> | undefined;
  #begun = -Infinity;
  /** The notice of what was refused while nothing was held. */
  #notice: number | undefined;

  constructor(run: () => Run | undefined, preparation = sharedPreparation) {
    this.#run = run;
    this.#preparation = preparation;
  }

  /** Whether a run can be retrained beside itself: of a fork the seeds would have to begin with its parent's weights. */
  get isOffered(): boolean {
    const run = this.#run();
    return run !== undefined && run.lineage === undefined;
  }

  /** Whether what is shown was trained with another value than the one held. */
  get isOld(): boolean {
    return this.shown?.value !== this.held?.value;
  }

  /** Epochs that each seed trains for: of the run, unless they are what is held. */
  get epochs(): number {
    if (this.held?.number.path.join('.') === 'epochs') return this.held.value;
    return this.#run()?.config.epochs ?? 1;
  }

  /** The value of a number: the one held, or else the run's own. */
  valueOf(number: TrainedNumber): number {
    return this.isHeld(number) && this.held ? this.held.value : number.value;
  }

  isHeld(number: TrainedNumber): boolean {
    return this.held !== undefined && isSame(this.held.number, number);
  }

  /** A number may be dragged soon. */
  expect(occasion: Occasion): void {
    const run = this.#run();
    if (run && this.isOffered && isPrepared(run)) this.#preparation.begin(occasion, run.config, seedsOf(run));
  }

  /** The occasion is over. */
  expectNothing(occasion: Occasion): void {
    this.#preparation.cancel(occasion);
  }

  /** Holds a number at so many steps from a value; one that the config refuses is not taken. */
  step(number: TrainedNumber, by: number, from = this.valueOf(number)): void {
    this.take(number, stepped(from, by, number));
  }

  take(number: TrainedNumber, value: number): void {
    const run = this.#run();
    if (!run) return;
    if (this.isHeld(number) && this.held?.value === value) {
      this.refusal = undefined;
      return;
    }
    const parsed = parseConfig(withNumber(run.config, number.path, value), QUICK_CHECKS);
    if (!parsed.ok) {
      this.#refuse(parsed.refusals[0]);
      return;
    }
    if (this.held && !isSame(this.held.number, number)) this.shown = undefined;
    this.#forgetRefusal();
    this.failure = undefined;
    this.held = { number, value };
    this.#stop();
    const rest = this.#begun + REST_MILLISECONDS - performance.now();
    // Now, before the window draws the number that is held: the first time that takes long.
    if (rest <= 0) this.#train(run, number, value);
    else this.#timer = setTimeout(() => this.#train(run, number, value), rest);
  }

  discard(): void {
    this.#stop();
    this.held = undefined;
    this.shown = undefined;
    this.#forgetRefusal();
    this.failure = undefined;
  }

  /** Launches what was tried, as runs of the same seeds, and shows their group. */
  async keep(): Promise<void> {
    const run = this.#run();
    if (!run || !this.held || this.isKeeping) return;
    this.isKeeping = true;
    const { number, value } = this.held;
    const config = withNumber(run.config, number.path, value);
    const result = await bridge.request('training.launch', { config, seeds: seedsOf(run), tags: [...run.tags] });
    this.isKeeping = false;
    if (!result.ok) {
      notices.error(result.error);
      return;
    }
    this.discard();
    windowLocation.go({ view: 'runs', selected: [groupKey(result.output.group)], trash: false, epoch: undefined });
  }

  close(): void {
    this.#stop();
  }

  /** Says it beside the value that is held; where none is, nothing stands there, and it is a notice: one, however far the pointer goes. */
  #refuse(refusal: { readonly message: string }): void {
    if (this.held) {
      this.refusal = refusal.message;
      return;
    }
    const before = this.#notice;
    this.#notice = notices.error(refusal);
    if (before !== undefined && before !== this.#notice) notices.dismiss(before);
  }

  #forgetRefusal(): void {
    this.refusal = undefined;
    if (this.#notice !== undefined) notices.dismiss(this.#notice);
    this.#notice = undefined;
  }

  #stop(): void {
    this.#preparation.end();
    clearTimeout(this.#timer);
    clearTimeout(this.#picture);
    this.#picture = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.givesWay = false;
  }

  #train(run: Run, { path }: TrainedNumber, value: number): void {
    this.#begun = performance.now();
    const config = withNumber(run.config, path, value);
    let seeds: readonly TouchedSeed[] = [];
    let ended = 0;
    let shownAt = -Infinity;
    const show = () => {
      clearTimeout(this.#picture);
      this.#picture = undefined;
      shownAt = performance.now();
      this.shown = { value, seeds };
    };
    this.#unsubscribe = bridge.subscribe(
      'scratch',
      () => ({ config, seeds: seedsOf(run) }),
      (news) => {
        seeds = withNews(seeds, news);
        this.givesWay = news.givesWay;
        this.#preparation.note(news);
        const hasCome = seeds.some(({ snapshots, state }) => snapshots.length > 0 || state === 'failed');
        // Until then the band of the value before stays.
        if (!hasCome) return;
        const endedBefore = ended;
        ended = seeds.filter(hasEnded).length;
        if (ended > endedBefore || performance.now() - shownAt >= PICTURE_MILLISECONDS) show();
        else this.#picture ??= setTimeout(show, PICTURE_MILLISECONDS);
      },
      (error) => (this.failure = error.message),
    );
  }
}

/** The run's own seed and those after it. */
function seedsOf({ config: { seed } }: Run): number[] {
  return Array.from({ length: SEEDS }, (_, index) => seed + index);
}

/** Whether to prepare for a run: TensorFlow would need a process and its memory, and a user's module would run without being asked for. */
function isPrepared(run: Run): boolean {
  const { engine, target, noise } = run.config;
  const usesModule = target.law === 'module' || noise.law === 'module';
  const trainedBy = buildOf(run)?.engine;
  return trainedBy !== undefined && trainedBy !== 'tensorflow' && engine !== 'tensorflow' && !usesModule;
}

const KEY = Symbol('touch');

/** Gives the parts of a run's page its touch. */
export function provideTouch(touch: Touch): void {
  setContext(KEY, touch);
}

/** The touch of the run whose page it is; undefined elsewhere. */
export function touchHere(): Touch | undefined {
  return getContext<Touch | undefined>(KEY);
}
