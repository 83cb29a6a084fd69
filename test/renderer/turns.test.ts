import { afterEach, expect, it, vi } from 'vitest';
import { inTurn } from '../../src/renderer/charts/turns.ts';

/** The callbacks that wait for the next frame of the screen. */
let waiting: (() => void)[] = [];
vi.stubGlobal('requestAnimationFrame', (call: () => void) => waiting.push(call));

function nextFrame(): void {
  const called = waiting;
  waiting = [];
  for (const call of called) call();
}

afterEach(() => {
  while (waiting.length > 0) nextFrame();
});

it('drawings that come at once are done one in each frame, in their order', () => {
  const drawn: string[] = [];
  for (const name of ['metric', 'losses', 'gradient norms']) inTurn(() => drawn.push(name));
  expect(drawn).toEqual([]);
  nextFrame();
  expect(drawn).toEqual(['metric']);
  nextFrame();
  expect(drawn).toEqual(['metric', 'losses']);
  nextFrame();
  expect(drawn).toEqual(['metric', 'losses', 'gradient norms']);
  expect(waiting).toEqual([]);
});

it('one that is taken back is not done, and takes no turn', () => {
  const drawn: string[] = [];
  const takeBack = inTurn(() => drawn.push('closed'));
  takeBack();
  inTurn(() => drawn.push('metric'));
  inTurn(() => drawn.push('losses'));
  nextFrame();
  expect(drawn).toEqual(['metric']);
  nextFrame();
  expect(drawn).toEqual(['metric', 'losses']);
});

it('one that comes while another is drawn waits for the next frame', () => {
  const drawn: string[] = [];
  inTurn(() => {
    drawn.push('metric');
    inTurn(() => drawn.push('losses'));
  });
  nextFrame();
  expect(drawn).toEqual(['metric']);
  nextFrame();
  expect(drawn).toEqual(['metric', 'losses']);
});
