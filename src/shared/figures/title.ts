import { recordedText } from '../number-text.ts';
import { countedOf, plural } from '../counted.ts';
import type { Run } from '../run.ts';
import type { TargetedRun } from '../target-moments.ts';

/** What a figure needs from its run. */
export type FigureRun = Pick<Run, 'name' | 'config' | 'metricRules'> & TargetedRun;

const LONGEST_NAME = 48;
/** Separates facts. */
export const SEPARATOR = ' · ';

/** The run's name and seed, then `facts`: a figure's title. */
export function runTitle(run: FigureRun, facts: readonly string[]): string {
  return joined([shortened(run.name), `seed ${run.config.seed}`, ...facts]);
}

export function joined(facts: readonly string[]): string {
  return facts.join(SEPARATOR);
}

/**
 * `value` to three significant digits with a typographic minus; the word `undefined` for a metric that does not exist.
 */
export function threeDigits(value: number | undefined): string {
  return value === undefined ? 'undefined' : recordedText(value);
}

/** A written number with a typographic minus. */
export function withMinus(digits: string): string {
  return digits.replaceAll('-', '−');
}

/** Shortens a long name to its beginning and its end. */
export function shortened(name: string): string {
  const letters = Array.from(name);
  if (letters.length <= LONGEST_NAME) return name;
  const half = Math.floor((LONGEST_NAME - 1) / 2);
  return `${letters.slice(0, half).join('')}…${letters.slice(-half).join('')}`;
}

/** The note about samples outside the axes; empty if there are none. */
export function outsideAxes(outside: number, samples: number): string {
  if (outside === 0) return '';
  return `${countedOf(outside, samples, 'sample')} ${plural(outside, 'lies', 'lie')} outside the axes`;
}
