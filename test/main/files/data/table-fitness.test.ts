import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import type { CsvDataset } from '../../../../src/main/store/tables/datasets.ts';
import type { ReadConfig } from '../../../../src/main/files/data/files.ts';
import { refuseUnfitTable, scaleWarnings } from '../../../../src/main/files/data/table-fitness.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

/** A config that trains on a table of one column, as it is once its file was read. */
function read(values: readonly number[], standardize = false): ReadConfig {
  const digest = 'a'.repeat(64);
  const config = runConfigSchema.parse({ target: { law: 'csv', file: 'table.csv', standardize, digest } });
  const dataset: CsvDataset = {
    kind: 'csv',
    digest,
    name: 'table.csv',
    columns: ['time'],
    indices: [0],
    readingRules: '',
    valuesDigest: digest,
    values: Float64Array.from(values),
    skippedLines: [],
  };
  return { config, datasets: [dataset] };
}

const random = randomStream('table fitness', 'test');
const draws = (mean: number, std: number) => Array.from({ length: 200 }, () => mean + std * random.normal());

describe('a table whose values float32 cannot distinguish', () => {
  it('is refused with the share of its values that stay distinct, and with what would help', () => {
    expect(() => refuseUnfitTable(read(draws(1.7e9, 1)))).toThrow(
      /of the 200 distinct values of time only 1 \(0\.5 %\) stay distinct in float32.*set target\.standardize to true/,
    );
    expect(() => refuseUnfitTable(read(draws(1e5, 0.01)))).toThrow(/only [5-9] \([2-4]\.\d %\)/);
  });

  it('is trained on once it is standardized', () => {
    expect(() => refuseUnfitTable(read(draws(1.7e9, 1), true))).not.toThrow();
    expect(() => refuseUnfitTable(read(draws(1e5, 0.01), true))).not.toThrow();
  });

  it('is refused if one value is too far from all others even when standardized', () => {
    expect(() => refuseUnfitTable(read([...draws(0, 1), 1e15], true))).toThrow(/remove them from the file/);
  });

  it('is not refused for values that the table itself repeats', () => {
    const grams = Array.from({ length: 200 }, (_, row) => 3000 + 25 * (row % 40));
    expect(() => refuseUnfitTable(read(grams))).not.toThrow();
  });
});

describe('a column that holds one value', () => {
  it.each([true, false])('is refused, standardized %s', (standardize) => {
    const constant = Array.from({ length: 200 }, () => 7);
    expect(() => refuseUnfitTable(read(constant, standardize))).toThrow(/every row of time is 7.*choose another/);
  });
});

describe('a column far from unit scale', () => {
  it('is trained on as it is with a sentence that suggests to standardize', () => {
    expect(scaleWarnings(read(draws(4200, 800)))[0]).toMatch(
      /time of table\.csv has mean 4\d{3}.* and standard deviation [78]\d\d.*--set target\.standardize=true/,
    );
    expect(scaleWarnings(read(draws(0, 1e-6)))).toHaveLength(1);
  });

  it('is not mentioned if it is standardized or near', () => {
    expect(scaleWarnings(read(draws(4200, 800), true))).toEqual([]);
    expect(scaleWarnings(read(draws(3, 2)))).toEqual([]);
  });
});
