import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import type { RandomSource } from '../distributions/law.ts';
import { fullName } from '../config/short-names.ts';
import type { DrawnSetting, SweepDefinition } from './definition.ts';
import { outlineAt } from './settings.ts';

/** Significant digits of a drawn number, few enough to read and type. */
const DIGITS = 4;

/** Whether a setting is drawn as a whole number. */
export function isDrawnWhole({ whole }: { readonly whole?: boolean | undefined }, path: string): boolean {
  const outline = outlineAt(path);
  return whole ?? (outline?.kind === 'leaf' && outline.meta.type === 'whole number');
}

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The number at `share` of the way from `low` to `high` on a logarithmic scale. */
const alongDecades = (share: number, low: number, high: number) => exp(ln(low) + share * (ln(high) - ln(low)));

/**
 * The whole number at `share` of the way. Each number, also at the ends, has an interval from half below it to half
 * above it; otherwise the two ends would be drawn half as often.
 */
function wholeAt(share: number, low: number, high: number, isLog: boolean): number {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const found = isLog
    ? Math.round(alongDecades(share, first - 0.5, last + 0.5))
    : first + Math.floor(share * (last - first + 1));
  return within(found, first, last);
}

/** Takes one random number per call, so that each setting's draws are independent of the others' laws. */
function drawOf(drawn: DrawnSetting, path: string, source: RandomSource): unknown {
  const share = source.uniform();
  if ('choice' in drawn) return drawn.choice[Math.floor(share * drawn.choice.length)];
  const isLog = 'log_uniform' in drawn;
  const [low, high] = isLog ? drawn.log_uniform : drawn.uniform;
  if (isDrawnWhole(drawn, path)) return wholeAt(share, low, high, isLog);
  const value = isLog ? alongDecades(share, low, high) : low + share * (high - low);
  return within(Number(value.toPrecision(DIGITS)), low, high);
}

/** Returns a stream of random numbers by seed and name, such as `randomStream`. */
export type StreamOf = (seed: number, name: string) => RandomSource;

/**
 * The settings of a random sweep, draw by draw. Every setting has its own stream, named by its path, so a larger
 * `count` begins with the same draws, and an additional setting does not change the others.
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
