import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { deflateTokens } from '../../../src/main/training/observation.ts';
import { decodeFrame, encodeFrame as encodeWith } from '../../../src/shared/frames/frame-codec.ts';
import { inflated } from '../../../src/shared/frames/number-stream.ts';
import { binEdges, histogram } from '../../../src/shared/figures/histogram.ts';
import type { Axes, CoordinateScale, Frame, Frame1D, Frame2D, Range } from '../../../src/shared/run.ts';
import { randomSource } from '../../main/store/random.ts';
import { ringFrame, START, START_2D, upTo, vanillaFrame } from '../../main/store/recordings.ts';

const [axis] = START.axes.data;
const plane = START_2D.axes.data;

const encodeFrame = (frame: Frame<Float32Array>, axes: Pick<Axes, 'data'>, scales?: readonly CoordinateScale[]) =>
  encodeWith(frame, axes, 'probability', deflateTokens, scales);
const encode1D = (frame: Frame1D<Float32Array>) => encodeFrame(frame, START.axes);
const encode2D = (frame: Frame2D<Float32Array>) => encodeFrame(frame, START_2D.axes);
const decode1D = (frame: Frame1D<Float32Array>) => decodeFrame(encode1D(frame)) as Frame1D<Float32Array>;
const decode2D = (frame: Frame2D<Float32Array>) => decodeFrame(encode2D(frame)) as Frame2D<Float32Array>;

const withSamples = (samples: Float32Array): Frame1D<Float32Array> => ({ ...vanillaFrame(1), samples });
const withGenerator = (generator: Float32Array): Frame1D<Float32Array> => ({ ...vanillaFrame(1), generator });
const withPoints = (points: Float32Array): Frame2D<Float32Array> => ({ ...ringFrame(1), points });
const generatorOf = ({ generator }: Frame1D<Float32Array>) => generator ?? new Float32Array();

const width = ({ low, high }: Range) => high - low;
const isInside = (value: number, { low, high }: Range) => value >= low && value <= high;
const coordinate = (points: Float32Array, which: number) => points.filter((_, index) => index % 2 === which);

/** Values inside the range are rounded by at most `error` and stay inside; the others come back bit for bit. */
function expectRounded(original: Float32Array, decoded: Float32Array, range: Range, error: number): void {
  expect(decoded.length).toBe(original.length);
  const wrong = Array.from(original, (value, index) => ({ value, index, read: decoded[index] })).filter(
    ({ value, read }) =>
      !(isInside(value, range) ? isInside(read, range) && Math.abs(read - value) <= error : Object.is(read, value)),
  );
  expect(wrong).toEqual([]);
}

/** Half a step, and what rounding the result to float32 may add. */
const halfStep = (range: Range, levels: number) => (0.5 * width(range)) / levels + 1e-6;

/** A sample may change its bin only where it lies within half a step of the edge. */
function expectSameHistogram(original: Float32Array, decoded: Float32Array, range: Range, levels: number): void {
  const bins = 60;
  const [before, after] = [original, decoded].map((samples) => histogram(samples, range, bins));
  expect([after.below, after.above]).toEqual([before.below, before.above]);
  const error = halfStep(range, levels);
  const edges = binEdges(range, bins);
  let [upToEdgeBefore, upToEdgeAfter] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    upToEdgeBefore += before.counts[bin];
    upToEdgeAfter += after.counts[bin];
    const nearEdge = original.filter((sample) => Math.abs(sample - edges[bin + 1]) <= error).length;
    expect(Math.abs(upToEdgeAfter - upToEdgeBefore)).toBeLessThanOrEqual(nearEdge);
  }
}

/** `values` of which a share lies far outside every axis, on both sides and at all scales. */
function withOutliers(values: Float32Array, share: number): Float32Array {
  const { uniform, normal } = randomSource(7);
  return values.map((value) =>
    uniform() < share ? (20 + 1e6 * Math.abs(normal())) * (uniform() < 0.5 ? -1 : 1) : value,
  );
}

const SHARES = [0, 0.01, 0.5, 1];

describe('samples', () => {
  test('come back within half of 1/4095 of the axis, inside it or outside as they were', () => {
    for (const { samples } of upTo(20, vanillaFrame)) {
      const decoded = decode1D(withSamples(samples)).samples;
      expectRounded(samples, decoded, axis, halfStep(axis, 4095));
      expect(decoded).toEqual(decoded.toSorted());
    }
  });

  test.each(SHARES)(
    'of which the share %d are outliers come back with the same histogram, the outliers exactly',
    (share) => {
      const samples = withOutliers(vanillaFrame(2).samples, share).sort();
      const decoded = decode1D(withSamples(samples)).samples;
      expectRounded(samples, decoded, axis, halfStep(axis, 4095));
      expectSameHistogram(samples, decoded, axis, 4095);
      expect(encode1D(withSamples(samples)).length).toBeLessThan(900 + share * samples.length * 3);
    },
  );

  test('with NaN and infinities among them come back, NaN last, the others as without', () => {
    const finite = vanillaFrame(2).samples;
    const samples = Float32Array.of(-Infinity, -Infinity, ...finite, Infinity, NaN, NaN);
    const decoded = decode1D(withSamples(samples)).samples;
    expectRounded(samples, decoded, axis, halfStep(axis, 4095));
    expect(decoded.subarray(2, 2002)).toEqual(decode1D(withSamples(finite)).samples);
    expect(decode1D(withSamples(new Float32Array(9).fill(NaN))).samples).toEqual(new Float32Array(9).fill(NaN));
  });

  test('that are all equal come back exactly', () => {
    for (const value of [-1.7, axis.low, axis.high, 1e30, 0]) {
      const samples = new Float32Array(2000).fill(value);
      expect(decode1D(withSamples(samples)).samples).toEqual(samples);
    }
  });

  test('in no order come back in rising order', () => {
    const { samples } = vanillaFrame(3);
    expect(decode1D(withSamples(samples.toReversed()))).toEqual(decode1D(withSamples(samples)));
  });

  test('that are none, or one, come back', () => {
    for (const samples of [new Float32Array(), Float32Array.of(3.25)]) {
      expect(decode1D(withSamples(samples)).samples).toEqual(samples);
    }
  });

  test('on an axis that spans all of float32, or next to none of it, come back in it', () => {
    for (const [low, high] of [
      [-3.4e38, 3.4e38],
      [0, 1e-44],
      [1e8, 1e8 + 8],
    ]) {
      const wide = { low, high };
      const samples = Float32Array.of(low, low, (low + high) / 2, high);
      const blob = encodeFrame(withSamples(samples), { data: [wide] });
      expectRounded(samples, (decodeFrame(blob) as Frame1D<Float32Array>).samples, wide, (0.501 * width(wide)) / 4095);
    }
  });
});

describe('curves', () => {
  test('come back within half of 1/4095 of the axis (G) and of 1/1023 (D)', () => {
    for (const frame of upTo(20, vanillaFrame)) {
      const decoded = decode1D(frame);
      expectRounded(frame.discriminator, decoded.discriminator, { low: 0, high: 1 }, 0.5 / 1023 + 1e-6);
      expectRounded(generatorOf(frame), generatorOf(decoded), axis, halfStep(axis, 4095));
    }
  });

  test.each(SHARES)('of which the share %d are outliers keep them exactly, in their places', (share) => {
    const generator = withOutliers(generatorOf(vanillaFrame(4)), share);
    expectRounded(generator, generatorOf(decode1D(withGenerator(generator))), axis, halfStep(axis, 4095));
  });

  test('with values that are not finite keep them, in their places', () => {
    const generator = Float32Array.of(NaN, 0.5, -Infinity, 0.25, Infinity, NaN);
    const frame = { ...withGenerator(generator), discriminator: Float32Array.of(0, NaN, 1) };
    expectRounded(generator, generatorOf(decode1D(frame)), axis, halfStep(axis, 4095));
    expect(decode1D(frame).discriminator).toEqual(frame.discriminator);
  });

  test('of G that are not there are not there afterwards', () => {
    expect(decode1D({ ...vanillaFrame(1), generator: undefined }).generator).toBeUndefined();
  });
});

describe('points', () => {
  const NEAR: Range = { low: -8.1, high: 8.1 };

  /** Pairs up the points with those that came back: each inside the axes, or within an axis length of them, has one of its own within half a step. */
  function expectSamePoints(original: Float32Array, decoded: Float32Array): void {
    expect(decoded.length).toBe(original.length);
    const pairs = (points: Float32Array) =>
      Array.from({ length: points.length / 2 }, (_, index) => [points[2 * index], points[2 * index + 1]] as const);
    const isNear = ([x, y]: readonly [number, number]) => isInside(x, NEAR) && isInside(y, NEAR);
    const far = (points: Float32Array) =>
      pairs(points)
        .filter((point) => !isNear(point))
        .map(([x, y]) => `${x} ${y}`)
        .sort();
    expect(far(decoded)).toEqual(far(original));
    const left = pairs(decoded).filter(isNear);
    const error = halfStep(plane[0], 1023);
    const lost = pairs(original)
      .filter(isNear)
      .filter(([x, y]) => {
        const found = left.findIndex(([u, v]) => Math.abs(u - x) <= error && Math.abs(v - y) <= error);
        if (found >= 0) left.splice(found, 1);
        return found < 0;
      });
    expect(lost).toEqual([]);
  }

  test('come back within half of 1/1023 of the axis, each once', () => {
    for (const epoch of [0, 10, 100, 600]) expectSamePoints(ringFrame(epoch).points, decode2D(ringFrame(epoch)).points);
  });

  test.each(SHARES)(
    'of which the share %d are outliers come back with the same histogram, the outliers exactly',
    (share) => {
      const points = withOutliers(ringFrame(600).points, share);
      const decoded = decode2D(withPoints(points)).points;
      expectSamePoints(points, decoded);
      const inBoth = (all: Float32Array) =>
        all.filter((_, index) => [0, 1].every((which) => isInside(all[index - (index % 2) + which], NEAR)));
      for (const which of [0, 1]) {
        expectSameHistogram(coordinate(inBoth(points), which), coordinate(inBoth(decoded), which), plane[which], 1023);
      }
      expect(encode2D(withPoints(points)).length).toBeLessThan(2300 + share * points.length * 4);
    },
  );

  test('some of which are not finite come back', () => {
    expectSamePoints(
      Float32Array.of(Infinity, NaN, 0.2, 0.5, 0.3, 0.6, NaN, -Infinity, 1, NaN),
      decode2D(withPoints(Float32Array.of(Infinity, NaN, 0.2, 0.5, 0.3, 0.6, NaN, -Infinity, 1, NaN))).points,
    );
  });

  test('that are all equal, one, or none come back exactly', () => {
    for (const points of [
      Float32Array.from({ length: 2000 }, (_, i) => i % 2),
      Float32Array.of(1, 2),
      new Float32Array(),
    ]) {
      expect(decode2D(withPoints(points)).points).toEqual(points);
    }
  });
});

test('the D grid comes back within half of 1/100, and where D is nearly flat still in 50 steps', () => {
  for (const frame of upTo(20, ringFrame)) {
    expectRounded(frame.discriminator, decode2D(frame).discriminator, { low: 0, high: 1 }, 0.5 / 100 + 1e-6);
    const flat = { ...frame, discriminator: frame.discriminator.map((value) => 0.45 + value / 10) };
    expectRounded(flat.discriminator, decode2D(flat).discriminator, { low: 0, high: 1 }, 0.1 / 50 / 2 + 1e-6);
  }
  const hole = { ...ringFrame(1), discriminator: ringFrame(1).discriminator.with(700, NaN) };
  expectRounded(hole.discriminator, decode2D(hole).discriminator, { low: 0, high: 1 }, 0.5 / 100 + 1e-6);
});

describe('outputs of a discriminator that are no probabilities', () => {
  const encodeValues = (frame: Frame<Float32Array>) =>
    encodeWith(frame, frame.dimension === 1 ? START.axes : START_2D.axes, 'value', deflateTokens);
  const lineOf = (discriminator: Float32Array) =>
    decodeFrame(encodeValues({ ...vanillaFrame(1), discriminator })).discriminator;
  const planeOf = (discriminator: Float32Array) =>
    decodeFrame(encodeValues({ ...ringFrame(1), discriminator })).discriminator;
  const rangeOf = (values: Float32Array): Range => ({ low: Math.min(...values), high: Math.max(...values) });

  /** Those of a critic whose weights are clipped to 0.01: near zero, over 0.016 in all. */
  const clipped = (values: Float32Array) => values.map((value) => 0.016 * value - 0.004);
  /** Low and high of outputs: near zero, far above it, of a thousand and of next to nothing. */
  const RANGES = [
    [-0.008, 0.008],
    [0.3, 0.3001],
    [-1, 1],
    [-700, 300],
    [1e6, 1e6 + 100],
    [-1e-30, 1e-30],
    [-3e38, 3e38],
  ] as const;
  const over = (values: Float32Array, [low, high]: readonly [number, number]) =>
    values.map((value) => low + value * (high - low));

  test('come back from a clipped critic as a smooth curve, within half of 1/1023 of their range', () => {
    for (const { discriminator } of upTo(20, vanillaFrame)) {
      const critic = clipped(discriminator);
      const decoded = lineOf(critic);
      expectRounded(critic, decoded, rangeOf(critic), (0.501 * width(rangeOf(critic))) / 1023);
      // Neighbours within half a step may fall together.
      expect(new Set(decoded).size).toBeGreaterThan(0.6 * new Set(critic).size);
    }
  });

  test('come back from a clipped critic in the plane within half of 1/100 of their range', () => {
    for (const { discriminator } of upTo(20, ringFrame)) {
      const critic = clipped(discriminator);
      const decoded = planeOf(critic);
      expectRounded(critic, decoded, rangeOf(critic), (0.501 * width(rangeOf(critic))) / 100);
      expect(new Set(decoded).size).toBeGreaterThan(80);
    }
  });

  test.each(RANGES)('from %d to %d come back within half a step of that range', (low, high) => {
    const line = over(vanillaFrame(3).discriminator, [low, high]);
    const grid = over(ringFrame(3).discriminator, [low, high]);
    // What rounding to float32 may add, which is much where a range is small beside its values.
    const rounding = Math.max(Math.abs(low), Math.abs(high)) * 2 ** -24;
    expectRounded(line, lineOf(line), rangeOf(line), (0.501 * width(rangeOf(line))) / 1023 + rounding);
    expectRounded(grid, planeOf(grid), rangeOf(grid), (0.501 * width(rangeOf(grid))) / 100 + rounding);
  });

  test('that are not finite come back in their places and cost the others nothing', () => {
    const critic = clipped(vanillaFrame(2).discriminator);
    const holed = critic.with(3, NaN).with(60, Infinity).with(61, -Infinity);
    expectRounded(holed, lineOf(holed), rangeOf(critic), (0.501 * width(rangeOf(critic))) / 1023);
    for (const value of [NaN, Infinity, -Infinity]) {
      const none = new Float32Array(128).fill(value);
      expect(lineOf(none)).toEqual(none);
    }
  });

  test('that are all equal come back exactly', () => {
    for (const value of [0, -0.0031, 0.5, 1e30]) {
      expect(lineOf(new Float32Array(128).fill(value))).toEqual(new Float32Array(128).fill(value));
      expect(planeOf(new Float32Array(48 * 48).fill(value))).toEqual(new Float32Array(48 * 48).fill(value));
    }
  });
});

test('a 1-D frame takes less than a kilobyte, a 2-D one about two', () => {
  const line = upTo(50, (epoch) => encode1D(vanillaFrame(epoch)).length);
  const ring = upTo(50, (epoch) => encode2D(ringFrame(epoch * 12)).length);
  console.log(`vanilla frame: ${Math.min(...line)} to ${Math.max(...line)} bytes`);
  console.log(`ring frame: ${Math.min(...ring)} to ${Math.max(...ring)} bytes`);
  expect(Math.max(...line)).toBeLessThan(900);
  expect(Math.max(...ring)).toBeLessThan(2300);
});

test('samples of the averaged generator come back as the generator’s do, and what stands before them is the same', () => {
  const [line, plane2] = [vanillaFrame(3), ringFrame(3)];
  const both1D = decode1D({ ...line, averaged: vanillaFrame(4).samples });
  expect(both1D).toEqual({ ...decode1D(line), averaged: decode1D(vanillaFrame(4)).samples });
  const both2D = decode2D({ ...plane2, averaged: ringFrame(4).points });
  expect(both2D).toEqual({ ...decode2D(plane2), averaged: decode2D(ringFrame(4)).points });
  expect(decode1D(line).averaged).toBeUndefined();
});

test('the same frame gives the same bytes', () => {
  expect(encode1D(vanillaFrame(9))).toEqual(encode1D(vanillaFrame(9)));
  expect(encode2D(ringFrame(9))).toEqual(encode2D(ringFrame(9)));
});

describe('a standardized frame', () => {
  test('comes back in its own units, in which float32 could not tell its values apart', () => {
    const scale = { mean: 1.7e9, standardDeviation: 0.5 };
    const frame = { ...vanillaFrame(1), averaged: vanillaFrame(2).samples };
    const decoded = decodeFrame(encodeFrame(frame, START.axes, [scale])) as Frame1D;
    const plain = decodeFrame(encodeFrame(frame, START.axes)) as Frame1D;
    const own = (value: number) => 1.7e9 + 0.5 * value;
    for (const key of ['samples', 'generator', 'averaged'] as const)
      expect([...(decoded[key] ?? [])]).toEqual(Array.from(plain[key] ?? [], own));
    expect(decoded.discriminator).toEqual(plain.discriminator);
    expect(new Set(decoded.samples).size).toBe(new Set(plain.samples).size);
  });

  test('of two columns comes back with each in its own units', () => {
    const scales = [
      { mean: 1.7e9, standardDeviation: 0.5 },
      { mean: -3, standardDeviation: 1e-6 },
    ];
    const decoded = decodeFrame(encodeFrame(ringFrame(1), START_2D.axes, scales)) as Frame2D;
    const plain = decodeFrame(encodeFrame(ringFrame(1), START_2D.axes)) as Frame2D;
    const own = (value: number, index: number) => (index % 2 === 0 ? 1.7e9 + 0.5 * value : -3 + 1e-6 * value);
    expect([...decoded.points]).toEqual(Array.from(plain.points, own));
  });

  test('that is cut off or of another dimension is said to be damaged', () => {
    const scale = { mean: 4200, standardDeviation: 800 };
    const blob = encodeFrame(vanillaFrame(1), START.axes, [scale]);
    for (const length of [1, 2, 17, 18, 30]) expect(() => decodeFrame(blob.subarray(0, length))).toThrow(/damaged/);
    expect(() => decodeFrame(encodeFrame(vanillaFrame(1), START.axes, [scale, scale]))).toThrow(/damaged/);
  });
});

test('a frame of a later version, and one whose bytes are damaged, are named', () => {
  for (const blob of [encode1D(vanillaFrame(1)), encode2D(ringFrame(1))]) {
    expect(() => decodeFrame(blob.with(0, 4))).toThrow(/version 4/);
    for (const length of [1, 2, 4, 100, blob.length - 1])
      expect(() => decodeFrame(blob.subarray(0, length))).toThrow(/damaged/);
  }
});

describe('the tokens of a frame', () => {
  test('are read as zlib reads them, whole and damaged in any byte', () => {
    const { uniform } = randomSource(5);
    const tokensOf = (blob: Uint8Array) => {
      const numbers = blob.subarray(2);
      const length = new DataView(numbers.buffer, numbers.byteOffset).getUint32(0, true);
      return numbers.subarray(4, 4 + length);
    };
    const attempt = (read: () => Uint8Array) => {
      try {
        return Array.from(read());
      } catch {
        return 'damaged';
      }
    };
    let damaged = 0;
    for (let trial = 0; trial < 600; trial++) {
      const packed = tokensOf(encode1D(vanillaFrame(1 + (trial % 20)))).slice();
      // Mostly where the codes themselves stand.
      const place = Math.floor(uniform() * (trial % 2 === 0 ? 40 : packed.length));
      if (trial % 3 === 1) packed[place] ^= 1 << Math.floor(8 * uniform());
      const bytes = trial % 3 === 2 ? packed.subarray(0, place) : packed;
      const read = attempt(() => inflated(bytes));
      expect(read).toEqual(attempt(() => inflateRawSync(bytes)));
      if (read === 'damaged') damaged += 1;
    }
    expect(damaged).toBeGreaterThan(150);
  });

  test('that claim to be more than any frame has are refused before they are unpacked', () => {
    const bomb = deflateRawSync(new Uint8Array(1 << 26));
    expect(bomb.length).toBeLessThan(70_000);
    const blob = new Uint8Array(6 + bomb.length);
    blob.set([1, 1]);
    new DataView(blob.buffer).setUint32(2, bomb.length, true);
    blob.set(bomb, 6);
    expect(() => decodeFrame(blob)).toThrow(/more numbers than any frame/);
  });
});

/** Rounded, so that no last bit of a sine or logarithm of this Node is in it. */
function roughly(frame: Frame<Float32Array>): Frame<Float32Array> {
  const round = (values: Float32Array) => values.map((value) => Math.round(1024 * value) / 1024);
  return Object.fromEntries(
    Object.entries(frame).map(([key, values]) => [key, values instanceof Float32Array ? round(values) : values]),
  ) as unknown as Frame<Float32Array>;
}

test('a frame of every kind that zlib packed before is read to the same values', () => {
  const digest = createHash('sha256');
  const scales = [{ mean: 4200, standardDeviation: 800 }];
  const frames: Frame<Float32Array>[] = [
    ...upTo(10, vanillaFrame),
    { ...vanillaFrame(3), averaged: vanillaFrame(4).samples, generator: undefined },
    withSamples(withOutliers(vanillaFrame(2).samples, 0.5).sort()),
    ...upTo(10, ringFrame),
    { ...ringFrame(3), averaged: ringFrame(4).points },
  ];
  for (const exact of frames) {
    const frame = roughly(exact);
    const axes = frame.dimension === 1 ? START.axes : START_2D.axes;
    for (const blob of [
      encodeFrame(frame, axes),
      ...(frame.dimension === 1 ? [encodeFrame(frame, axes, scales)] : []),
    ]) {
      digest.update(blob);
      for (const values of Object.values(decodeFrame(blob)))
        if (values instanceof Float32Array || values instanceof Float64Array) digest.update(values);
    }
  }
  // Of bytes and values as the program made and read them when both were zlib's.
  expect(digest.digest('hex')).toBe('86cf295d2d9a6f9f39989404960d82c9b03e74bc89a9cf92d49c1f7f9052e859');
});
