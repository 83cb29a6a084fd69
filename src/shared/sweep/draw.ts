import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { RandomSource } from '../distributions/law.ts';
import { fullName } from '../config/short-names.ts';
import type { DrawnSetting, SweepDefinition } from './definition.ts';
import { outlineAt } from './settings.ts';

/** Digits of a drawn number: as many as anybody reads or types. */
const DIGITS = 4;

function takesWhole(path: string): boolean {
  const outline = outlineAt(path);
  return outline?.kind === 'leaf' && outline.meta.type === 'whole number';
}

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** One draw a call, whatever is drawn: what another setting is drawn from changes nothing. */
function drawOf(drawn: DrawnSetting, path: string, source: RandomSource): unknown {
  const share = source.uniform();
  if ('choice' in drawn) return drawn.choice[Math.floor(share * drawn.choice.length)];
  const isWhole = drawn.whole ?? takesWhole(path);
  const isLog = 'log_uniform' in drawn;
  const [low, high] = isLog ? drawn.log_uniform : drawn.uniform;
  if (isWhole && !isLog) {
    const [first, last] = [Math.ceil(low), Math.floor(high)];
    return within(first + Math.floor(share * (last - first + 1)), first, last);
  }
  const value = isLog ? exp(ln(low) + share * (ln(high) - ln(low))) : low + share * (high - low);
  if (isWhole) return within(Math.round(value), Math.ceil(low), Math.floor(high));
  return within(Number(value.toPrecision(DIGITS)), low, high);
}

/** A stream of random numbers by seed and name, as `randomStream` gives it. */
export type StreamOf = (seed: number, name: string) => RandomSource;

/**
 * The settings of a random sweep, draw by draw. Every setting has a stream of its own, named by its path: a larger `count`
 * begins with the same draws, and one setting more changes none of the others.
 */
export function drawSettings(
  { count, seed, settings }: NonNullable<SweepDefinition['random']>,
  streamOf: StreamOf,
): Readonly<Record<string, unknown>>[] {
  const streams = Object.entries(settings).map(([name, drawn]) => {
    const path = fullName(name);
    return { name, path, drawn, source: streamOf(seed, `sweep/${path}`) };
  });
  return Array.from({ length: count }, () =>
    Object.fromEntries(streams.map(({ name, path, drawn, source }) => [name, drawOf(drawn, path, source)])),
  );
}
