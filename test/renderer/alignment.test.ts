import { describe, expect, it } from 'vitest';
import {
  epochAt,
  nextPosition,
  previousPosition,
  snapshotAt,
  type Scale,
  type TimedRun,
} from '../../src/renderer/player/alignment.ts';

function run(length: number, every: number, recorded = length): TimedRun {
  return { length, snapshotEpochs: Array.from({ length: Math.floor(recorded / every) }, (_, n) => (n + 1) * every) };
}

const long = run(600, 1);
const short = run(200, 10);
const byEpoch: Scale = { alignment: 'epoch', length: 600 };
const byFraction: Scale = { alignment: 'fraction', length: 600 };
const shown = (position: number, one: TimedRun, scale: Scale) => one.snapshotEpochs[snapshotAt(position, one, scale)];

describe('runs of different length in one player', () => {
  it('stand at the same epoch, and the shorter one at its end from there on', () => {
    expect(shown(137, long, byEpoch)).toBe(137);
    expect(shown(137, short, byEpoch)).toBe(130);
    expect(shown(500, short, byEpoch)).toBe(200);
  });

  it('stand at the same fraction of each', () => {
    expect(epochAt(300, short, byFraction)).toBe(100);
    expect(shown(300, short, byFraction)).toBe(100);
    expect(shown(299, short, byFraction)).toBe(90);
    expect(shown(600, short, byFraction)).toBe(200);
  });

  it('lose no snapshot to rounding where a length is no multiple of another', () => {
    const seven = run(7, 1);
    const scale: Scale = { alignment: 'fraction', length: 600 };
    const stops = [0];
    for (let stop = 0; Number.isFinite(stop); stop = nextPosition(stop, [seven], scale)) stops.push(stop);
    expect(stops.slice(2).map((stop) => shown(stop, seven, scale))).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('are stepped through to whatever is shown next of any of them, and back the same way', () => {
    const [coarse, other] = [run(100, 10), run(100, 25)];
    const scale: Scale = { alignment: 'epoch', length: 100 };
    const stops = [25];
    for (let step = 0; step < 4; step++) stops.push(nextPosition(stops[step], [coarse, other], scale));
    expect(stops).toEqual([25, 30, 40, 50, 60]);
    expect(previousPosition(50, [coarse, other], scale)).toBe(40);
    expect(previousPosition(34, [coarse, other], scale)).toBe(25);
    expect(previousPosition(10, [coarse, other], scale)).toBe(-Infinity);
    expect(nextPosition(100, [coarse, other], scale)).toBe(Infinity);
  });

  it('take no part in stepping before they have recorded anything', () => {
    const waiting = run(600, 1, 0);
    expect(snapshotAt(10, waiting, byEpoch)).toBe(-1);
    expect(nextPosition(10, [waiting, short], byEpoch)).toBe(20);
    expect(previousPosition(30, [waiting, short], byEpoch)).toBe(20);
  });
});
