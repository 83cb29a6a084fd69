import { describe, expect, it } from 'vitest';
import { byteSize, gibibytes, megabytes } from '../../src/shared/byte-size.ts';
import { counted, countedOf, plural } from '../../src/shared/counted.ts';
import { duration, roughDuration } from '../../src/shared/duration.ts';
import {
  correlationText,
  fullText,
  numberText,
  pText,
  recordedText,
  signedText,
} from '../../src/shared/number-text.ts';

describe('a number as people read it', () => {
  it.each([
    [95_711, '95711'],
    [95_711.4, '95711'],
    [999.7, '1000'],
    [12.345, '12.3'],
    [-12.345, '−12.3'],
    [0.1, '0.100'],
    [0.0431, '0.0431'],
    [4.2e-7, '4.20e-7'],
    [-0.00004, '−4.00e-5'],
    [1.234e9, '1.23e9'],
    [2e30, '2.00e30'],
    [9_999_999.4, '9999999'],
    [0, '0'],
    [-0, '0'],
    [64, '64'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%d is %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it('is a dash where there is none, and says NaN where that was recorded', () => {
    expect([numberText(undefined), numberText(NaN), recordedText(undefined), recordedText(NaN)]).toEqual([
      '–',
      '–',
      '–',
      'NaN',
    ]);
  });

  it('has all its digits where it is pointed at', () => {
    expect([95_711.4, -0.123456789012, 4.2e-7, 1.5e30].map(fullText)).toEqual([
      '95711.4',
      '−0.123456789012',
      '4.2e-7',
      '1.5e30',
    ]);
    expect([signedText(0.5), signedText(-0.5), signedText(0.123456, fullText)]).toEqual([
      '+0.500',
      '−0.500',
      '+0.123456',
    ]);
  });

  it('is a p value to two digits', () => {
    expect([0.999, 0.0421, 3.14e-7, 0].map(pText)).toEqual(['1', '0.042', '3.1e-7', 'below 1e-300']);
  });
});

it('a size on disk has two digits or whole units, never a power of ten', () => {
  expect([0, 812, 999, 1000, 9949, 9951, 12_345, 99_600_000, 999_400_000, 999_700_000, 4.2e15].map(byteSize)).toEqual([
    '0 B',
    '812 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '10 kB',
    '12 kB',
    '100 MB',
    '999 MB',
    '1.0 GB',
    '4200 TB',
  ]);
});

it('one of a kind is said as one, and large counts are parted by thousands', () => {
  expect([counted(1, 'line'), counted(0, 'line'), counted(2, 'study', 'studies'), counted(12_345, 'run')]).toEqual([
    '1 line',
    '0 lines',
    '2 studies',
    '12,345 runs',
  ]);
  expect([countedOf(1, 1, 'epoch'), countedOf(0, 2000, 'epoch')]).toEqual(['1 of 1 epoch', '0 of 2000 epochs']);
});

it('a correlation has two decimals, and no minus where they are 0', () => {
  expect([0.4666, -0.0421, -0.001, 1].map(correlationText)).toEqual(['0.47', '−0.04', '0.00', '1.00']);
});

it('what is counted stands alone where its number is in a field beside it', () => {
  expect([plural(1, 'seed'), plural(0, 'seed'), plural(2, 'lies', 'lie')]).toEqual(['seed', 'seeds', 'lie']);
});

it('a file just over a limit is not said to be as large as the limit', () => {
  expect([5_000_000, 5_000_001, 1e9].map(megabytes)).toEqual(['5 MB', '6 MB', '1000 MB']);
  expect(gibibytes(3 * 2 ** 30)).toBe('3.0 GiB');
});

it('a duration has tenths of a second only below ten seconds', () => {
  expect([0.83, 9.94, 9.96, 59.4, 59.6, 200, 3599.6, 7500].map(duration)).toEqual([
    '0.8 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 0 s',
    '3 min 20 s',
    '1 h 0 min',
    '2 h 5 min',
  ]);
  expect([0.4, 89, 100, 5399, 5400].map(roughDuration)).toEqual([
    'under a second',
    'about 89 s',
    'about 2 min',
    'about 90 min',
    'about 1.5 h',
  ]);
});
