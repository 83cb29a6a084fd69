import { expect, it } from 'vitest';
import { distanceAmong, distanceOf, distanceTo } from '../../src/shared/metrics.ts';

it('a run on the line is judged by Wasserstein-1, one in the plane by the sliced one', () => {
  expect([false, true].map(distanceTo)).toEqual(['wasserstein_1', 'sliced_wasserstein_1']);
  expect(distanceAmong(['ks', 'wasserstein_1'])).toBe('wasserstein_1');
  expect(distanceAmong(['ema_wasserstein_1', 'sliced_wasserstein_1'])).toBe('sliced_wasserstein_1');
});

it('an evaluation gives its distance with the name that is shown, a distance of 0 too', () => {
  expect(distanceOf({ ks: 0.1, wasserstein_1: 0 })).toEqual({ metric: 'wasserstein_1', name: 'W1', value: 0 });
  expect(distanceOf({ sliced_wasserstein_1: 0.25 })).toMatchObject({ name: 'sliced W1', value: 0.25 });
});

it('a target without a mean has no distance', () => {
  expect(distanceOf({ ks: 0.1 })).toBeUndefined();
  expect(distanceOf(undefined)).toBeUndefined();
  expect(distanceAmong(['ks', 'jensen_shannon'])).toBeUndefined();
});
