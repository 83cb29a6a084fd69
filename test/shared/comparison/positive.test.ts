import { expect, test } from 'vitest';
import { intervalText, meanText } from '../../../src/shared/comparison/metrics-text.ts';
import { cutInterval } from '../../../src/shared/comparison/positive.ts';

const across = { low: -0.1, high: 0.3 };

test('an interval of what is never below 0 does not pass below it, and says that it is cut', () => {
  for (const metric of ['wasserstein_1', 'ema_jensen_shannon', 'std'] as const) {
    expect(cutInterval(metric, across)).toEqual({ low: 0, high: 0.3, isCut: true });
  }
  const text = (metric: 'ks' | 'mean', { low, high } = across) =>
    intervalText({ metric }, { interval: { n: 3, centre: (low + high) / 2, low, high } });
  expect(text('ks')).toBe('0 to 0.300 (cut at 0)');
  expect(text('ks', { low: 0.1, high: 0.3 })).toBe('0.100 to 0.300');
  expect(text('ks', { low: NaN, high: NaN })).toBe('–');
  expect(text('mean')).toBe('−0.100 to 0.300');
});

test('what may be below 0 keeps its interval: a mean, a skewness, the losses of a minimax game or of a critic', () => {
  for (const metric of ['mean', 'ema_mean_x', 'skewness', 'loss_generator', 'loss_real', 'loss_fake'] as const) {
    expect(cutInterval(metric, across)).toEqual({ ...across, isCut: false });
  }
});

test('a mean ± s.d. of what is never below 0 says where it would reach below, a distance from the target too', () => {
  const wide = { mean: 0.2, standardDeviation: 0.3 };
  expect(meanText({ metric: 'ks' }, wide)).toBe('0.200 ± 0.300 (s.d. larger than the mean)');
  expect(meanText({ metric: 'ks' }, { mean: 0.2, standardDeviation: 0.1 })).toBe('0.200 ± 0.100');
  expect(meanText({ metric: 'mean' }, wide)).toBe('0.200 ± 0.300');
  expect(meanText({ metric: 'mean', isDistance: true }, wide)).toBe('0.200 ± 0.300 (s.d. larger than the mean)');
});
