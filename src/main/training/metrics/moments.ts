/** Moments of samples, in float64 and two passes. */
export interface SampleMoments {
  mean: number;
  /** The standard deviation, with divisor n − 1. */
  standardDeviation: number;
  /** m₃ / m₂^1.5 with central moments mₖ of divisor n; NaN if all samples are equal. */
  skewness: number;
  /** m₄ / m₂² − 3; NaN if all samples are equal. */
  excessKurtosis: number;
}

/** Moments of the coordinate `offset` of points `[n, stride]`, written into `into`. */
export function measureMoments(points: Float32Array, stride: number, offset: number, into: SampleMoments): void {
  const count = points.length / stride;
  let sum = 0;
  for (let i = offset; i < points.length; i += stride) sum += points[i];
  const mean = sum / count;
  let squares = 0;
  let cubes = 0;
  let fourths = 0;
  for (let i = offset; i < points.length; i += stride) {
    const deviation = points[i] - mean;
    const square = deviation * deviation;
    squares += square;
    cubes += square * deviation;
    fourths += square * square;
  }
  const variance = squares / count;
  into.mean = mean;
  into.standardDeviation = Math.sqrt(squares / (count - 1));
  into.skewness = cubes / count / (variance * Math.sqrt(variance));
  into.excessKurtosis = fourths / count / (variance * variance) - 3;
}
