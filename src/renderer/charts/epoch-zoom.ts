import type { HorizontalScale } from '../../shared/figures/series-line.ts';
import type { Range } from '../../shared/run.ts';

/** Of what is shown a turn of the wheel takes in so many times as much. */
const TURN = 1.25;
/** Epochs that are shown at least. */
const LEAST_EPOCHS = 4;
/** The share of the axis that may be missing where all epochs count as shown: less than a pixel. */
const SLACK = 0.0005;

/** Whether a range of epochs is all of them, on an axis up to `lastEpoch`. */
export function showsAll({ low, high }: Range, scale: HorizontalScale, lastEpoch: number): boolean {
  const [first, last] = [scale.place(0), scale.place(lastEpoch)];
  const slack = SLACK * (last - first);
  return scale.place(low) <= first + slack && scale.place(high) >= last - slack;
}

/** The range one turn farther in or out, with `at` where it was; undefined where no more can be zoomed in. */
export function zoomed({ low, high }: Range, at: number, isIn: boolean, lastEpoch: number): Range | undefined {
  const factor = isIn ? 1 / TURN : TURN;
  const next = { low: Math.max(0, at - (at - low) * factor), high: Math.min(lastEpoch, at + (high - at) * factor) };
  return isIn && next.high - next.low < LEAST_EPOCHS ? undefined : next;
}
