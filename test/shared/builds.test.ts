import { expect, test } from 'vitest';
import { earlierBuilds, sameBuild } from '../../src/shared/builds.ts';
import type { EngineBuild } from '../../src/shared/run.ts';

const build = (kernels: string): EngineBuild => ({
  engine: 'fused',
  kernels,
  rounding: 'r',
  threads: 1,
  device: 'cpu',
});
const [a, b, c] = ['a', 'b', 'c'].map(build);
const span = (untilEpoch: number, of: EngineBuild) => ({ untilEpoch, build: of });

test('a run that one build trains has no earlier one', () => {
  expect(earlierBuilds({ first: 0, earlier: [], last: undefined }, 0, a)).toEqual([]);
  expect(earlierBuilds({ first: 0, earlier: [], last: a }, 70, a)).toEqual([]);
});

test('each build that trained epochs which are still there is told, once', () => {
  expect(earlierBuilds({ first: 0, earlier: [], last: a }, 70, b)).toEqual([span(70, a)]);
  expect(earlierBuilds({ first: 0, earlier: [span(70, a)], last: b }, 90, c)).toEqual([span(70, a), span(90, b)]);
  expect(earlierBuilds({ first: 0, earlier: [span(70, a)], last: b }, 90, b)).toEqual([span(70, a)]);
});

test('a build whose epochs are trained again has not trained any', () => {
  // b came to no checkpoint of its own.
  expect(earlierBuilds({ first: 0, earlier: [span(70, a)], last: b }, 70, a)).toEqual([]);
  expect(earlierBuilds({ first: 0, earlier: [span(70, a)], last: b }, 40, c)).toEqual([span(40, a)]);
  expect(earlierBuilds({ first: 0, earlier: [], last: a }, 0, b)).toEqual([]);
  // A fork begins at its parent's checkpoint, which is not its own doing.
  expect(earlierBuilds({ first: 50, earlier: [], last: a }, 50, b)).toEqual([]);
});

test('a run that earlier kernels trained goes on with those of today where they compute the same bits', () => {
  const [then, today] = [build('relaxed-simd 3d56b22ae500'), build('relaxed-simd ca203d14f5a8')];
  expect(sameBuild(then, today)).toBe(true);
  expect(earlierBuilds({ first: 0, earlier: [], last: then }, 70, today)).toEqual([]);
  expect(sameBuild(then, { ...today, rounding: 'other' })).toBe(false);
  expect(sameBuild(then, build('plain-simd 25ff59968d1b'))).toBe(false);
  expect(sameBuild(build('plain-simd 19343a0aa26a'), build('plain-simd 25ff59968d1b'))).toBe(true);
});
