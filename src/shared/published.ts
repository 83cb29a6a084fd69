import type { RunRow } from './api/runs.ts';
import { canonicalConfig } from './config/canonical.ts';
import { presetConfig } from './config/changes.ts';
import {
  FULL_PAPER_NAMES,
  PAPER_PRESETS,
  type FullPaperName,
  type PaperFacts,
  type PublishedValue,
} from './config/papers.ts';
import type { RunConfig } from './config/schema.ts';
import { counted, wholeNumber } from './counted.ts';
import { membership } from './groups/members.ts';
import { epochsDone, startEpoch, type Measurement, type Run } from './run.ts';
import { mean, standardError } from './statistics/moments.ts';

/** A published value and the same value of runs here. */
export interface ComparedValue {
  readonly value: PublishedValue;
  /** Undefined if no run has a value. */
  readonly here: { readonly mean: number; readonly standardError: number | undefined } | undefined;
}

/** Runs here, compared with what a paper published about such runs. */
export interface PublishedComparison {
  readonly preset: FullPaperName;
  readonly facts: PaperFacts;
  /** The seeds of the runs that count, in increasing order. */
  readonly seeds: readonly number[];
  /** Train steps of each run here; for runs in training, the fewest so far. */
  readonly steps: number;
  /** Train steps of the paper's runs. */
  readonly publishedSteps: number;
  readonly values: readonly ComparedValue[];
  /** The runs that count. */
  readonly runs: readonly Run[];
}

/** A key that is equal for runs that differ only in length, seed, engine and storage. */
const lengthless = (config: RunConfig) => canonicalConfig({ ...config, epochs: 1, batches_per_epoch: 1 }, 'reference');

const stepsOf = ({ epochs, batches_per_epoch: batches }: RunConfig) => epochs * batches;

let presets: ReadonlyMap<string, FullPaperName> | undefined;

/**
 * The preset of a paper that a config equals, apart from its length; undefined if there is none. The run's name does
 * not matter.
 */
export function paperPresetOf(config: RunConfig): FullPaperName | undefined {
  presets ??= new Map(FULL_PAPER_NAMES.map((name) => [lengthless(presetConfig(name)), name]));
  return presets.get(lengthless(config));
}

/** What was published about runs like these, which are one run or one group; undefined if nothing was. */
export function publishedComparison(rows: readonly RunRow[]): PublishedComparison | undefined {
  const [{ run }] = rows;
  const preset = startEpoch(run) === 0 ? paperPresetOf(run.config) : undefined;
  if (preset === undefined) return undefined;
  const counting = rows.length === 1 ? rows : membership(rows).counted;
  const facts = PAPER_PRESETS[preset].paper;
  return {
    preset,
    facts,
    seeds: counting.map((row) => row.run.config.seed),
    steps: Math.min(...counting.map((row) => epochsDone(row.run) * run.config.batches_per_epoch)),
    publishedSteps: stepsOf(presetConfig(preset)),
    values: facts.published.map((value) => ({ value, here: valueHere(lastValues(counting, value)) })),
    runs: counting.map((row) => row.run),
  };
}

const lastValues = (rows: readonly RunRow[], { metric }: PublishedValue) =>
  rows.map(({ summaries }) => summaries.find((one) => one.metric === metric)?.last);

function valueHere(given: readonly (number | undefined)[]): ComparedValue['here'] {
  const values = given.filter((value) => value !== undefined);
  if (values.length === 0 || values.length < given.length) return undefined;
  return { mean: mean(values), standardError: values.length > 1 ? standardError(values) : undefined };
}

/** The same values earlier in the runs. */
export interface CoursePoint {
  readonly steps: number;
  readonly values: readonly ComparedValue[];
}

const SHARES = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1];

/**
 * The values over the train steps, at epochs at which every run has a snapshot. `measured` has the snapshots of each
 * run.
 */
export function publishedCourse(
  { values, steps, runs: [{ config }] }: PublishedComparison,
  measured: readonly (readonly Measurement[])[],
): readonly CoursePoint[] {
  const batches = config.batches_per_epoch;
  const [first, ...others] = measured.map((one) => new Map(one.map((snapshot) => [snapshot.epoch, snapshot])));
  const shared = [...first.keys()].filter((epoch) => epoch > 0 && others.every((other) => other.has(epoch)));
  const nearest = (epoch: number) =>
    shared.reduce((best, one) => (Math.abs(one - epoch) < Math.abs(best - epoch) ? one : best), shared[0]);
  const epochs = shared.length === 0 ? [] : new Set(SHARES.map((share) => nearest((share * steps) / batches)));
  return [...epochs].map((epoch) => ({
    steps: epoch * batches,
    values: values.map(({ value }) => ({
      value,
      here: valueHere([first, ...others].map((one) => one.get(epoch)?.metrics[value.metric])),
    })),
  }));
}

/** `7.9 ± 0.1` or `95.6 ± 2.0 %`, with the paper's digits. */
function intervalText({ digits, unit }: PublishedValue, value: number, error: number | undefined): string {
  const [factor, suffix] = unit === 'percent' ? [100, ' %'] : [1, ''];
  const parts = [value, ...(error === undefined ? [] : [error])].map((one) => (factor * one).toFixed(digits));
  return parts.join(' ± ') + suffix;
}

export const publishedText = (value: PublishedValue) => intervalText(value, value.mean, value.standardError);

export function hereText({ value, here }: ComparedValue): string {
  return here === undefined ? 'not measured' : intervalText(value, here.mean, here.standardError);
}

/** The difference of the two means in joint standard errors; undefined if one has no standard error, or both have 0. */
export function jointErrorsApart({ value, here }: ComparedValue): number | undefined {
  if (here?.standardError === undefined || value.standardError === undefined) return undefined;
  const joint = Math.sqrt(here.standardError * here.standardError + value.standardError * value.standardError);
  return joint === 0 ? undefined : (here.mean - value.mean) / joint;
}

/** Such as `published 7.9 ± 0.1, here 7.8 ± 0.1 (8 seeds)`. */
export function comparedText(compared: ComparedValue, { seeds }: PublishedComparison): string {
  return `published ${publishedText(compared.value)}, here ${hereText(compared)} (${counted(seeds.length, 'seed')})`;
}

/** Says that runs here are shorter or longer than the published ones; empty if they are equally long. */
export function lengthText({ steps, publishedSteps }: PublishedComparison): string {
  if (steps === publishedSteps) return '';
  const kind = steps < publishedSteps ? 'shortened' : 'longer';
  return `${kind}: ${wholeNumber(steps)} train steps here, ${wholeNumber(publishedSteps)} in the paper`;
}
