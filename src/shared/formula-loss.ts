import { parseFormula, type Formula } from './formula/formula.ts';
import { remembered } from './remembered.ts';

/**
 * The names that the formulas of a loss may use: the logit of the sample itself (a real one in `real`, a generated one in `fake` and
 * `generator`), those of the real and of the generated sample of the same row, and the means of both over the batch.
 */
export const LOSS_VARIABLES = ['logit', 'real_logit', 'fake_logit', 'mean_real_logit', 'mean_fake_logit'] as const;

/** Their meanings, as the form lists them. */
export const LOSS_VARIABLE_MEANINGS: Readonly<Record<(typeof LOSS_VARIABLES)[number], string>> = {
  logit: 'logit: of the sample that the formula is for, real or generated',
  real_logit: 'real_logit: of the real sample in the same row of the batch',
  fake_logit: 'fake_logit: of the generated sample in the same row',
  mean_real_logit: 'mean_real_logit: mean over the real samples of the batch',
  mean_fake_logit: 'mean_fake_logit: mean over the generated samples',
};

export type LossSide = 'real' | 'fake';

/** The logits that a row of a formula sees. */
export interface RowLogits {
  real: number;
  fake: number;
  meanReal: number;
  meanFake: number;
}

/** One formula of a loss: its value at a row, and its derivatives by each of the row's logits. */
export interface LossFormula {
  readonly readsReal: boolean;
  readonly value: (row: RowLogits) => number;
  readonly slopes: (row: RowLogits, into: RowLogits) => void;
}

/** The texts of a loss's formulas. */
export interface LossFormulas {
  readonly real: string;
  readonly fake: string;
  readonly generator: string;
}

/**
 * `side` says which sample `logit` belongs to. Throws if the text is not a formula, which the schema has refused
 * before.
 */
export function lossFormula(text: string, side: LossSide): LossFormula {
  const parsed = parseFormula(text, LOSS_VARIABLES);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  const { formula } = parsed;
  const values = new Float64Array(LOSS_VARIABLES.length);
  const at = ({ real, fake, meanReal, meanFake }: RowLogits): Float64Array => {
    values[0] = side === 'real' ? real : fake;
    values[1] = real;
    values[2] = fake;
    values[3] = meanReal;
    values[4] = meanFake;
    return values;
  };
  const slopeBy = (name: (typeof LOSS_VARIABLES)[number]): Formula['evaluate'] | undefined =>
    formula.uses(name) ? formula.slope(name).evaluate : undefined;
  const [own, byReal, byFake, byMeanReal, byMeanFake] = LOSS_VARIABLES.map(slopeBy);
  return {
    readsReal: side === 'real' || formula.uses('real_logit') || formula.uses('mean_real_logit'),
    value: (row) => formula.evaluate(at(row)),
    slopes: (row, into) => {
      const given = at(row);
      const ownSlope = own?.(given) ?? 0;
      into.real = (byReal?.(given) ?? 0) + (side === 'real' ? ownSlope : 0);
      into.fake = (byFake?.(given) ?? 0) + (side === 'fake' ? ownSlope : 0);
      into.meanReal = byMeanReal?.(given) ?? 0;
      into.meanFake = byMeanFake?.(given) ?? 0;
    },
  };
}

/** Logits, as they occur in training, at which a loss must be finite and have a slope. */
const TRIED = [-20, -6.5, -1.75, -1, -0.25, 0, 0.25, 1, 1.75, 6.5, 20];

function* triedRows(): Generator<RowLogits> {
  for (const real of TRIED)
    for (const fake of TRIED)
      for (const mean of [-1.5, 0, 2]) yield { real, fake, meanReal: mean, meanFake: 0.5 - mean };
}

const NO_SLOPES = (): RowLogits => ({ real: 0, fake: 0, meanReal: 0, meanFake: 0 });

type Term = keyof LossFormulas;

const MOST_FAULTS = 200;
const MOST_SETTLED = 50;

const faultOf = remembered(MOST_FAULTS, (key) => {
  const [term, text] = JSON.parse(key) as [Term, string];
  return foundFault(text, term);
});

/**
 * Why a formula cannot be used for training, worded as the end of a refusal; undefined if it can. Results are cached, because a
 * stored config is checked many times.
 */
export function formulaFault(text: string, term: Term): string | undefined {
  return faultOf(JSON.stringify([term, text]));
}

function foundFault(text: string, term: Term): string | undefined {
  if (!parseFormula(text, LOSS_VARIABLES).ok) return undefined;
  const side = term === 'real' ? 'real' : 'fake';
  const formula = lossFormula(text, side);
  const slopes = NO_SLOPES();
  let steepest = 0;
  for (const row of triedRows()) {
    const where = `a logit of ${row[side]}`;
    if (!Number.isFinite(formula.value(row)))
      return `is not a finite number at ${where}; use one that is finite everywhere`;
    formula.slopes(row, slopes);
    const all = Object.values(slopes) as number[];
    if (!all.every(Number.isFinite))
      return `has no finite slope at ${where}; use one that can be differentiated everywhere`;
    const trained = term === 'generator' ? [slopes.fake, slopes.meanFake] : all;
    steepest = Math.max(steepest, ...trained.map(Math.abs));
  }
  return steepest > 0 ? undefined : 'has no slope: it does not depend on the network that it trains';
}

/** Whether the discriminator's loss stays the same when a number is added to every logit. */
export function isShiftInvariant(loss: Pick<LossFormulas, LossSide>): boolean {
  const formulas = [lossFormula(loss.real, 'real'), lossFormula(loss.fake, 'fake')];
  for (const row of triedRows()) {
    let sum = 0;
    let size = 0;
    for (const formula of formulas) {
      const slopes = NO_SLOPES();
      formula.slopes(row, slopes);
      for (const slope of Object.values(slopes) as number[]) {
        sum += slope;
        size += Math.abs(slope);
      }
    }
    if (Math.abs(sum) > 1e-12 * size) return false;
  }
  return true;
}

const REACH = 20;
const STEPS = 8000;

interface Settled {
  readonly constant: number;
  readonly real: number;
  readonly fake: number;
  readonly generator: number;
  /** Whether the losses have these values at every output that is equally good for the discriminator. */
  readonly isOne: boolean;
}

const settledOf = remembered(MOST_SETTLED, (key) => {
  const [real, fake, generator] = JSON.parse(key) as [string, string, string];
  return foundSettled({ real, fake, generator });
});

/**
 * The constant output that minimises the discriminator's loss, at which a loss of formulas settles; undefined if there
 * is none. Results are cached, because figures ask at every redraw.
 */
export function settledFormula({ real, fake, generator }: LossFormulas): Settled | undefined {
  return settledOf(JSON.stringify([real, fake, generator]));
}

function foundSettled(loss: LossFormulas): Settled | undefined {
  const [real, fake, generator] = [
    lossFormula(loss.real, 'real'),
    lossFormula(loss.fake, 'fake'),
    lossFormula(loss.generator, 'fake'),
  ];
  const at = (constant: number) => {
    const row = { real: constant, fake: constant, meanReal: constant, meanFake: constant };
    return { constant, real: real.value(row), fake: fake.value(row), generator: generator.value(row) };
  };
  const tried = Array.from({ length: STEPS + 1 }, (_, step) => at((2 * REACH * step) / STEPS - REACH));
  const lost = (one: { readonly real: number; readonly fake: number }) => one.real + one.fake;
  const least = tried.reduce((best, one) => (lost(one) < lost(best) ? one : best));
  const best = tried.filter((one) => lost(one) <= lost(least) + 1e-9 * (1 + Math.abs(lost(least))));
  const isFlat = best.length === tried.length;
  const isAtEnd = Math.abs(least.constant) === REACH;
  if (!isFlat && isAtEnd && best.length < STEPS / 100) return undefined;
  const middle = best[Math.floor((best.length - 1) / 2)];
  const isOne = (key: Term) => best.every((one) => Math.abs(one[key] - middle[key]) < 1e-4);
  return { ...middle, isOne: isOne('real') && isOne('fake') && isOne('generator') };
}
