import type { LossConfig } from './config/schema.ts';
import { counted } from './counted.ts';
import {
  formulaFault,
  LOSS_VARIABLES,
  lossFormula,
  settledFormula,
  type LossFormulas,
  type RowLogits,
} from './formula-loss.ts';
import { parseFormula } from './formula/formula.ts';

/** The formulas of a loss: of a real sample, of a generated one, and the generator's. */
export const LOSS_TERMS = ['real', 'fake', 'generator'] as const;
export type LossTermName = (typeof LOSS_TERMS)[number];

/** Every loss of the program, written as formulas of a user's own loss. */
export function lossTexts(loss: LossConfig): LossFormulas {
  switch (loss.name) {
    case 'bce':
    case 'minimax': {
      const label = loss.real_label;
      return {
        real: label === 1 ? 'softplus(-logit)' : `softplus(logit) - ${label} * logit`,
        fake: 'softplus(logit)',
        generator: loss.name === 'bce' ? 'softplus(-logit)' : '-softplus(logit)',
      };
    }
    case 'lsgan':
      return { real: '(logit - 1)^2 / 2', fake: 'logit^2 / 2', generator: '(logit - 1)^2 / 2' };
    case 'hinge':
      return { real: 'relu(1 - logit)', fake: 'relu(1 + logit)', generator: '-logit' };
    case 'wgan':
      return { real: '-logit', fake: 'logit', generator: '-logit' };
    case 'relativistic':
      return {
        real: 'softplus(fake_logit - real_logit) / 2',
        fake: 'softplus(fake_logit - real_logit) / 2',
        generator: 'softplus(real_logit - fake_logit)',
      };
    case 'relativistic_average':
      return {
        real: 'softplus(mean_fake_logit - logit) / 2',
        fake: 'softplus(logit - mean_real_logit) / 2',
        generator: '(softplus(mean_real_logit - logit) + softplus(real_logit - mean_fake_logit)) / 2',
      };
    case 'formula':
      return { real: loss.real, fake: loss.fake, generator: loss.generator };
  }
}

/** The values and slopes of a formula, at the same places for all curves. */
export interface TermCurve {
  readonly term: LossTermName;
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/** The formulas of a loss as curves, with notes about them. */
export interface LossCurves {
  /** The horizontal axis: the logit of the sample, or the real logit minus the generated one. */
  readonly over: 'logit' | 'difference';
  readonly places: Float64Array;
  /** The curves of the formulas that can be read. */
  readonly curves: readonly TermCurve[];
  /** Where the losses settle, with their slopes there, as a sentence. */
  readonly equilibrium: string;
  /** Faults and warnings, one sentence each. */
  readonly notes: readonly string[];
}

/** The names of the losses at the start of a sentence. */
const NAMES: Readonly<Record<LossTermName, string>> = {
  real: 'The loss of a real sample',
  fake: 'The loss of a generated sample',
  generator: 'The loss of the generator',
};

const STEPS = 240;
/** The change of slope between neighbours, relative to the steepest slope, from which a corner is searched for. */
const SUSPICIOUS = 0.02;
const MOST_CORNERS = 3;

/** Four digits, with a minus sign. */
function short(value: number): string {
  const text = String(Number(Math.abs(value).toPrecision(4)));
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A formula along one axis: all real logits are equal, and all generated ones. */
interface Along {
  readonly value: (place: number) => number;
  readonly slope: (place: number) => number;
}

/** The logits at a place: over differences half of it lies above `centre`, and half below. */
function rowAt(over: LossCurves['over'], place: number, centre: number): RowLogits {
  const [real, fake] = over === 'logit' ? [place, place] : [centre + place / 2, centre - place / 2];
  return { real, fake, meanReal: real, meanFake: fake };
}

function along(text: string, term: LossTermName, over: LossCurves['over'], centre = 0): Along {
  const side = term === 'real' ? 'real' : 'fake';
  const formula = lossFormula(text, side);
  const slopes: RowLogits = { real: 0, fake: 0, meanReal: 0, meanFake: 0 };
  return {
    value: (place) => formula.value(rowAt(over, place, centre)),
    slope: (place) => {
      formula.slopes(rowAt(over, place, centre), slopes);
      const ofReal = slopes.real + slopes.meanReal;
      const ofFake = slopes.fake + slopes.meanFake;
      if (over === 'difference') return (ofReal - ofFake) / 2;
      return side === 'real' ? ofReal : ofFake;
    },
  };
}

/** Whether a formula depends on logits of the other kind of samples. */
function readsOther(text: string, term: LossTermName): boolean {
  const parsed = parseFormula(text, LOSS_VARIABLES);
  const other = term === 'real' ? 'fake' : 'real';
  return parsed.ok && (parsed.formula.uses(`${other}_logit`) || parsed.formula.uses(`mean_${other}_logit`));
}

/** The curves of a loss over logits, or differences of logits, from −reach to reach. */
export function lossCurves(texts: LossFormulas, reach: number): LossCurves {
  const readable = LOSS_TERMS.filter((term) => parseFormula(texts[term], LOSS_VARIABLES).ok);
  const over = readable.some((term) => readsOther(texts[term], term)) ? 'difference' : 'logit';
  const places = Float64Array.from({ length: STEPS + 1 }, (_, step) => (2 * reach * step) / STEPS - reach);
  const terms = readable.map((term) => ({ term, along: along(texts[term], term, over) }));
  const curves = terms.map(({ term, along }): TermCurve => {
    return { term, values: places.map(along.value), slopes: places.map(along.slope) };
  });
  return {
    over,
    places,
    curves,
    equilibrium: equilibriumText(texts, over),
    notes: [
      ...curves.flatMap((curve) => notFinite(curve, places, over)),
      ...curves.flatMap(flat),
      ...terms.flatMap(({ term, along }, index) => corners(term, along, curves[index], places, over)),
      ...directions(curves, over),
    ],
  };
}

function equilibriumText(texts: LossFormulas, over: LossCurves['over']): string {
  const wrong = LOSS_TERMS.filter(
    (term) => !parseFormula(texts[term], LOSS_VARIABLES).ok || formulaFault(texts[term], term) !== undefined,
  );
  if (wrong.length > 0) return 'The equilibrium is shown once all three formulas are valid.';
  const settled = settledFormula(texts);
  if (settled === undefined)
    return 'There is no equilibrium: the discriminator’s losses fall without limit as its output grows.';
  const { constant, real, fake, generator, isOne } = settled;
  const at = over === 'logit' ? constant : 0;
  const [ofReal, ofFake, ofGenerator] = LOSS_TERMS.map((term) =>
    short(along(texts[term], term, over, constant).slope(at)),
  );
  const where = over === 'logit' ? `logit ${short(at)}` : 'difference 0';
  const losses = `the losses are ${short(real)} (D real), ${short(fake)} (D fake) and ${short(generator)} (generator)`;
  const slopes = `Their slopes are ${ofReal} (D real), ${ofFake} (D fake) and ${ofGenerator} (generator).`;
  const others = isOne ? '' : ' Other constant outputs give the same sum, but not the same values.';
  return `At equilibrium (${where}), ${losses}. ${slopes}${others}`;
}

const placeName = (over: LossCurves['over']) => (over === 'logit' ? 'logit' : 'difference');

function notFinite({ term, values, slopes }: TermCurve, places: Float64Array, over: LossCurves['over']): string[] {
  const wrong = [...places].filter((_, index) => !Number.isFinite(values[index]) || !Number.isFinite(slopes[index]));
  if (wrong.length === 0) return [];
  const [first, last] = [wrong[0], wrong[wrong.length - 1]];
  const where =
    first === last
      ? `a ${placeName(over)} of ${short(first)}`
      : `${placeName(over)}s from ${short(first)} to ${short(last)}`;
  return [`${NAMES[term]}, or its slope, is not a finite number at ${where}: training would break there.`];
}

function flat({ term, slopes }: TermCurve): string[] {
  if (!slopes.every((slope) => slope === 0)) return [];
  const who = term === 'generator' ? 'The generator' : 'The discriminator';
  const from = term === 'generator' ? '' : ` from ${term === 'real' ? 'real' : 'generated'} samples`;
  return [`${who} would not learn${from}: the slope of this loss is 0 everywhere.`];
}

/** A number next to a corner, rounded so that the small distance to the corner does not show. */
const rounded = (value: number) => Number(value.toFixed(4));

/** Halves an interval towards the larger change until it is a point; gives its end. */
function narrowed(of: (place: number) => number, low: number, high: number): number {
  let [from, to] = [low, high];
  while (to - from > 1e-9) {
    const middle = (from + to) / 2;
    if (Math.abs(of(middle) - of(from)) >= Math.abs(of(to) - of(middle))) to = middle;
    else from = middle;
  }
  return to;
}

/** Finds where the slope or the loss itself jumps: searches a grid of places and narrows each suspicious gap down. */
function corners(
  term: LossTermName,
  { value, slope }: Along,
  { values, slopes }: TermCurve,
  places: Float64Array,
  over: LossCurves['over'],
): string[] {
  const steepest = slopes.reduce((most, one) => (Number.isFinite(one) ? Math.max(most, Math.abs(one)) : most), 0);
  const found = new Map<string, string>();
  for (let index = 1; index < places.length; index++) {
    const [low, high] = [places[index - 1], places[index]];
    const jump = Math.abs(values[index] - values[index - 1]);
    const isJump = jump > 3 * (high - low) * Math.max(Math.abs(slopes[index]), Math.abs(slopes[index - 1])) + 1e-6;
    if (!isJump && !(Math.abs(slopes[index] - slopes[index - 1]) > SUSPICIOUS * steepest)) continue;
    const place = Number(narrowed(isJump ? value : slope, low, high).toFixed(6));
    const [before, after] = [place - 1e-6, place + 1e-6];
    const where = `at a ${placeName(over)} of ${short(place)}`;
    if (isJump && Math.abs(value(after) - value(before)) > 1e-4)
      found.set(
        where,
        `jumps ${where} from ${short(rounded(value(before)))} to ${short(rounded(value(after)))}; training gets no slope from a jump.`,
      );
    else if (Math.abs(slope(after) - slope(before)) > 1e-3 * steepest)
      found.set(
        where,
        `has a corner ${where}: its slope goes from ${short(rounded(slope(before)))} to ${short(rounded(slope(after)))}, and training takes ${short(slope(place))} there.`,
      );
  }
  const all = [...found.values()].map((text) => `${NAMES[term]} ${text}`);
  const more = all.length - MOST_CORNERS;
  return more > 0 ? [...all.slice(0, MOST_CORNERS), `${NAMES[term]} has ${counted(more, 'more corner')}.`] : all;
}

/** Whether two slopes have the same sign wherever both have one, and have one somewhere. */
function pullAlike(one: Float64Array, other: Float64Array): boolean {
  return one.every((slope, index) => slope * other[index] >= 0) && one.some((slope, index) => slope * other[index] > 0);
}

/** Faults in the directions in which the three losses pull the logits. */
function directions(curves: readonly TermCurve[], over: LossCurves['over']): string[] {
  const [real, fake, generator] = LOSS_TERMS.map((term) => curves.find((curve) => curve.term === term)?.slopes);
  if (!real || !fake || !generator) return [];
  const both = real.map((slope, index) => slope + fake[index]);
  if (over === 'difference') {
    if (both.every((slope) => Math.abs(slope) < 1e-9))
      return [
        'The discriminator’s losses do not depend on the difference: it cannot tell real samples from generated ones.',
      ];
    return pullAlike(both, generator) ? [COOPERATING] : [];
  }
  return [
    ...(pullAlike(real, fake)
      ? [
          'Real and generated samples pull the logit in the same direction everywhere: the discriminator cannot tell them apart.',
        ]
      : []),
    ...(pullAlike(fake, generator) ? [COOPERATING] : []),
  ];
}

const COOPERATING =
  'The generator pulls the logits of its samples in the same direction as the discriminator: the two do not compete.';
