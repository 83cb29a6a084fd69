import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { shortNumber } from '../../../shared/number-text.ts';
import type { CsvDataset } from '../../store/tables/datasets.ts';
import type { ReadConfig } from './files.ts';

/** The share of a column's distinct values that float32 must keep distinct. */
const LEAST_SHARE = 0.95;
/** The distance from 0 and the scale that are still fine, because networks begin around 0 with values of about 1. */
const NEAR = { mean: 10, leastDeviation: 0.1, mostDeviation: 10 };

interface Column {
  readonly name: string;
  /** Sorted. */
  readonly sorted: Float64Array;
}

function columnsOf({ columns, values }: CsvDataset): Column[] {
  return columns.map((name, place) => ({
    name,
    sorted: values.filter((_, cell) => cell % columns.length === place).sort(),
  }));
}

function tableOf({ config: { target }, datasets }: ReadConfig) {
  const dataset = datasets.find(({ kind }) => kind === 'csv');
  return target.law === 'csv' && dataset?.kind === 'csv' ? { target, dataset } : undefined;
}

/** The number of distinct values among sorted ones. */
function distinct(sorted: Float64Array, as: (value: number) => number): number {
  let count = 0;
  let before = NaN;
  for (const value of sorted) {
    const seen = as(value);
    if (seen !== before) count++;
    before = seen;
  }
  return count;
}

function scaleOf(sorted: Float64Array) {
  const [origin] = sorted;
  const shift = sorted.reduce((sum, value) => sum + (value - origin), 0) / sorted.length;
  const variance =
    sorted.reduce((sum, value) => sum + (value - origin - shift) * (value - origin - shift), 0) / sorted.length;
  return { mean: origin + shift, standardDeviation: Math.sqrt(variance) };
}

/**
 * Refuses new runs on a table that networks could not learn: one with a column of a single value, or a column of which
 * float32 keeps less than 95 % of the distinct values distinct. Earlier runs on such a table can still be resumed.
 * Throws `bad-data`.
 */
export function refuseUnfitTable(read: ReadConfig): void {
  const table = tableOf(read);
  if (!table) return;
  for (const column of columnsOf(table.dataset)) refuseUnfitColumn(column, table.target, table.dataset.name);
}

function refuseUnfitColumn({ name, sorted }: Column, { standardize }: CsvLawConfig, file: string): void {
  const exact = distinct(sorted, (value) => value);
  if (exact === 1) {
    const message = `${file}: every row of ${name} is ${sorted[0]}, so there is no distribution to learn; choose another column.`;
    throw new WorkbenchError('bad-data', message, { path: 'target.columns' });
  }
  const { mean, standardDeviation } = scaleOf(sorted);
  const kept = distinct(sorted, standardize ? (value) => Math.fround((value - mean) / standardDeviation) : Math.fround);
  if (kept >= LEAST_SHARE * exact) return;
  const share = `${file}: of the ${exact} distinct values of ${name} only ${kept} (${((100 * kept) / exact).toFixed(1)} %) stay distinct in float32, the precision of the networks`;
  throw standardize
    ? new WorkbenchError(
        'bad-data',
        `${share}, even when standardized: a few values are very far from all others; remove them from the file.`,
        { path: 'target.columns' },
      )
    : new WorkbenchError(
        'bad-data',
        `${share}; set target.standardize to true to train on (x − mean) / standard deviation.`,
        { path: 'target.standardize' },
      );
}

/** A sentence for each column that is not standardized and is far from where networks begin. */
export function scaleWarnings(read: ReadConfig): string[] {
  const table = tableOf(read);
  if (!table || table.target.standardize) return [];
  return columnsOf(table.dataset).flatMap(({ name, sorted }) => {
    const { mean, standardDeviation } = scaleOf(sorted);
    const isNear =
      Math.abs(mean) <= NEAR.mean &&
      standardDeviation >= NEAR.leastDeviation &&
      standardDeviation <= NEAR.mostDeviation;
    if (isNear) return [];
    return [
      `${name} of ${table.dataset.name} has mean ${shortNumber(mean)} and standard deviation ${shortNumber(standardDeviation)}, and networks ` +
        'learn best around 0 with standard deviation 1: --set target.standardize=true trains on (x − mean) / standard deviation.',
    ];
  });
}
