import { describe, expect, it } from 'vitest';
import { shapeProblem } from '../../../../src/main/app/api/input-shape.ts';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, 1]));

describe('what a window sends', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['the ids of as many runs as there may be', { runs: Array.from({ length: 100_000 }, (_, run) => `run-${run}`) }],
    ['a file', { field: 'target', name: 'a.csv', bytes: new Uint8Array(50_000_000) }],
    ['latent vectors', { latent: { kind: 'vectors', vectors: new Float32Array(1000) } }],
    ['text of any length', { text: 'x'.repeat(20_000_000) }],
  ])('is looked at by its schema where it is %s', (_what, input) => {
    expect(shapeProblem(input)).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['bytes in the place of a config', { config: new Uint8Array(1_000_000) }, /bytes/],
    ['bytes alone', new Float32Array(300_000), /bytes/],
    ['an object of ten thousand keys', { config: { target: keys(10_000) } }, /1000 keys/],
    ['a list nested a thousand deep', { config: nested(1000) }, /64 deep/],
    ['more items than any list', { config: Array.from({ length: 300_000 }, () => 0) }, /250,000 values/],
    ['a date', { config: new Date(0) }, /plain/],
    ['a map', { config: new Map() }, /plain/],
  ])('is refused before any schema goes through it where it is %s', (_what, input, reason) => {
    expect(shapeProblem(input)).toMatch(reason);
  });
});
