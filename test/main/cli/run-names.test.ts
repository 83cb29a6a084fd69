import { expect, it } from 'vitest';
import { runRequests, type TrainRequestOptions } from '../../../src/main/cli/input/train-request.ts';

it.each<[TrainRequestOptions, string]>([
  [{ preset: 'quick' }, 'quick'],
  [{ preset: 'quick', set: ['loss=hinge'] }, 'hinge · epochs 60'],
  [{ preset: 'quick', set: ['loss=hinge'], name: 'mine' }, 'mine'],
])('a run of %j is called %s: two settings differ in the list', async (options, name) => {
  expect((await runRequests(options)).map((request) => request.name)).toEqual([name]);
});
