import { describe, expect, it } from 'vitest';
import { parseLatentVectors } from '../../../src/main/files/latent-vectors.ts';

const read = (text: string, dimension: number) => Array.from(parseLatentVectors(Buffer.from(text), 'z.csv', dimension));

describe('latent vectors', () => {
  it('are rows of numbers, with a header or without', () => {
    expect(read('0.5\n-1\n', 1)).toEqual([0.5, -1]);
    expect(read('z1,z2\r\n1,2\r\n3,4\r\n\r\n', 2)).toEqual([1, 2, 3, 4]);
    expect(read('z1,z2\r\n1,2\r\n3,4\n5,6\r7,8\n', 2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(read('1;2\n3;4', 2)).toEqual([1, 2, 3, 4]);
    expect(read('0.1', 1)).toEqual([Math.fround(0.1)]);
  });

  it('are read in the notation that they show', () => {
    expect(read('z1;z2\r\n0,5;−1\r\n1.234,25;2\r\n', 2)).toEqual([0.5, -1, 1234.25, 2]);
    expect(read('# z1 z2\n 1.0e+00  -2.5e-01\n', 2)).toEqual([1, -0.25]);
    expect(() => read('z1;z2\n1,234;2\n', 2)).toThrow('1,234 (line 2) is ambiguous');
  });

  it.each([
    ['1,2\n3\n', 2, 'line 2: there is 1 value, not 2'],
    ['1\n\n3\n', 1, 'line 2: value 1 is missing'],
    ['1\nNaN\n', 1, 'line 2: value 1 is NaN'],
    ['1\n1e99\n', 1, 'beyond what a 32-bit number holds'],
    ['', 1, 'contains no latent vectors'],
    ['z\n', 1, 'contains no latent vectors'],
  ])('%j is refused by line', (text, dimension, message) => expect(() => read(text, dimension)).toThrow(message));
});
