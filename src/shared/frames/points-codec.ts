import type { Range } from '../run.ts';
import {
  isInside,
  ordinalOf,
  quantiserOf,
  readCount,
  readDifference,
  readNumber,
  readQuantiser,
  stepsPerUnit,
  valueOf,
  valueOfStep,
  writeDifference,
  writeNumber,
  writeQuantiser,
  type LevelsOfShare,
  type NumberReader,
  type NumberWriter,
} from './number-stream.ts';

/** A frame holds at most this many points. */
const MOST_POINTS = 1 << 20;

/**
 * Writes points `[n, 2]` as a set without order, which saves log₂(n!) bits. Points inside both axes are rounded to
 * steps, sorted along a Z-order curve (Morton 1966) and written as differences along it. Points outside are written
 * exactly, sorted by x, as differences of their ordinals. `levelsOf` may give at most 2¹⁶ − 1.
 */
export function writePoints(
  out: NumberWriter,
  points: Float32Array,
  [xAxis, yAxis]: readonly Range[],
  levelsOf: LevelsOfShare,
): void {
  const count = points.length / 2;
  const x = quantiserOf(points, xAxis, levelsOf, 0, 2);
  const y = quantiserOf(points, yAxis, levelsOf, 1, 2);
  const xScale = stepsPerUnit(x);
  const yScale = stepsPerUnit(y);
  const places = new Uint32Array(count);
  const outside: number[] = [];
  let inside = 0;
  for (let index = 0; index < count; index++) {
    const [pointX, pointY] = [points[2 * index], points[2 * index + 1]];
    if (isInside(pointX, xAxis) && isInside(pointY, yAxis)) {
      const xStep = Math.floor((pointX - x.low) * xScale + 0.5);
      const yStep = Math.floor((pointY - y.low) * yScale + 0.5);
      places[inside++] = spread(xStep) | (spread(yStep) << 1);
    } else outside.push(index);
  }
  writeNumber(out, inside);
  writeNumber(out, outside.length);
  writeQuantiser(out, x);
  writeQuantiser(out, y);
  let before = 0;
  for (const place of places.subarray(0, inside).sort()) {
    writeNumber(out, place - before);
    before = place;
  }
  writeOutside(out, points, outside);
}

/** Points inside the axes along the Z-order curve, then those outside in increasing order of x. */
export function readPoints(from: NumberReader): Float32Array {
  const [inside, outside] = [readCount(from), readCount(from)];
  const [x, y] = [readQuantiser(from), readQuantiser(from)];
  const points = new Float32Array(2 * (inside + outside));
  for (let index = 0, place = 0; index < inside; index++) {
    place += readNumber(from);
    points[2 * index] = valueOfStep(gather(place), x);
    points[2 * index + 1] = valueOfStep(gather(place >>> 1), y);
  }
  for (let index = inside, xOrdinal = 0, yOrdinal = 0; index < inside + outside; index++) {
    xOrdinal += readNumber(from);
    yOrdinal = (yOrdinal + readDifference(from)) >>> 0;
    points[2 * index] = valueOf(xOrdinal);
    points[2 * index + 1] = valueOf(yOrdinal);
  }
  return points;
}

function writeOutside(out: NumberWriter, points: Float32Array, outside: readonly number[]): void {
  // One sortable number per point: its x, then its place in the list. It is exact in float64 and needs no comparator.
  const order = Float64Array.from(outside, (index, at) => ordinalOf(points[2 * index]) * MOST_POINTS + at).sort();
  let xBefore = 0;
  let yBefore = 0;
  for (const key of order) {
    const index = outside[key % MOST_POINTS];
    const xOrdinal = Math.floor(key / MOST_POINTS);
    const yOrdinal = ordinalOf(points[2 * index + 1]);
    writeNumber(out, xOrdinal - xBefore);
    writeDifference(out, yOrdinal - yBefore);
    xBefore = xOrdinal;
    yBefore = yOrdinal;
  }
}

/** The 16 low bits of `step`, with a zero inserted before each. */
function spread(step: number): number {
  let bits = step;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

/** Every other bit of `place`, from the lowest on. */
function gather(place: number): number {
  let bits = place & 0x55555555;
  bits = (bits | (bits >>> 1)) & 0x33333333;
  bits = (bits | (bits >>> 2)) & 0x0f0f0f0f;
  bits = (bits | (bits >>> 4)) & 0x00ff00ff;
  return (bits | (bits >>> 8)) & 0x0000ffff;
}
