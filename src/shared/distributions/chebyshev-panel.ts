import cos from '@stdlib/math-base-special-cos';

const DEGREE = 16;
const NODES = Array.from({ length: DEGREE + 1 }, (_, index) => cos((Math.PI * index) / DEGREE));
/** For each coefficient and node, the contribution of the value at the node to the coefficient. */
const TRANSFORM = Array.from({ length: DEGREE + 1 }, (_, degree) =>
  Float64Array.from(NODES, (_node, index) => {
    const halves = (index % DEGREE === 0 ? 0.5 : 1) * (degree % DEGREE === 0 ? 0.5 : 1);
    return (2 / DEGREE) * halves * cos((Math.PI * ((index * degree) % (2 * DEGREE))) / DEGREE);
  }),
);

/** For each node, the integral over [−1, 1] of the polynomial that is 1 there and 0 at the others. */
const WEIGHTS = NODES.map((_, index) =>
  TRANSFORM.reduce((sum, row, degree) => (degree % 2 === 0 ? sum + (2 * row[index]) / (1 - degree * degree) : sum), 0),
);

/**
 * A function between two ends as a Chebyshev series through its values at 17 points, both ends among them, and the integral of that
 * series: Clenshaw and Curtis, "A method for numerical integration on an automatic computer" (1960).
 */
export class ChebyshevPanel {
  readonly low: number;
  readonly high: number;
  /** The points, in decreasing order, and the values there. */
  readonly places: Float64Array;
  readonly values: Float64Array;
  /** The whole integral. */
  readonly mass: number;
  /** An estimate of the integral's error, from the last terms of the series. */
  readonly error: number;
  readonly #half: number;
  readonly #series: Float64Array;
  readonly #integral: Float64Array;

  constructor(low: number, high: number, valueAt: (x: number) => number) {
    this.low = low;
    this.high = high;
    this.#half = (high - low) / 2;
    const middle = low + this.#half;
    this.places = Float64Array.from(NODES, (node, index) =>
      index === 0 ? high : index === DEGREE ? low : middle + this.#half * node,
    );
    this.values = this.places.map(valueAt);
    this.#series = seriesOf(this.values);
    this.#integral = integralOf(this.#series);
    let mass = 0;
    for (const coefficient of this.#integral) mass += coefficient;
    this.mass = Math.max(0, this.#half * mass);
    let last = 0;
    for (let degree = DEGREE - 2; degree <= DEGREE; degree++) last += Math.abs(this.#series[degree]);
    this.error = this.#half * last;
  }

  /** The contribution of the value at one of the points to the integral. */
  shareOf(index: number): number {
    return this.#half * WEIGHTS[index] * this.values[index];
  }

  /** The integral of the function times another. */
  integralWith(other: (x: number) => number): number {
    return this.places.reduce((sum, place, index) => sum + this.shareOf(index) * other(place), 0);
  }

  /** The integral from the low end to x. */
  massBelow(x: number): number {
    return this.#half * clenshaw(this.#integral, (x - this.low) / this.#half - 1);
  }

  /** The x up to which the integral is `mass`, by Newton's method; by bisection if a step leaves the interval. */
  placeOf(mass: number): number {
    let below = -1;
    let above = 1;
    let t = Math.min(1, Math.max(-1, (2 * mass) / this.mass - 1));
    for (let step = 0; step < 60; step++) {
      const off = this.#half * clenshaw(this.#integral, t) - mass;
      if (off === 0) break;
      if (off < 0) below = t;
      else above = t;
      const slope = this.#half * clenshaw(this.#series, t);
      const next = slope > 0 ? t - off / slope : NaN;
      const last = t;
      const isInside = next > below && next < above;
      t = isInside ? next : (below + above) / 2;
      // The error of such a step is about its square.
      if (Math.abs(t - last) <= (isInside ? 1e-11 : 2e-16)) break;
    }
    return this.low + this.#half * (t + 1);
  }
}

function seriesOf(values: Float64Array): Float64Array {
  const series = new Float64Array(DEGREE + 1);
  for (let degree = 0; degree <= DEGREE; degree++) {
    const row = TRANSFORM[degree];
    let sum = 0;
    for (let index = 0; index <= DEGREE; index++) sum += row[index] * values[index];
    series[degree] = sum;
  }
  return series;
}

/** The series of the integral from −1 on. */
function integralOf(series: Float64Array): Float64Array {
  const at = (degree: number) => (degree <= DEGREE ? series[degree] : 0);
  const integral = new Float64Array(DEGREE + 2);
  for (let degree = 1; degree <= DEGREE + 1; degree++) {
    const before = degree === 1 ? 2 * at(0) : at(degree - 1);
    integral[degree] = (before - at(degree + 1)) / (2 * degree);
    integral[0] += degree % 2 === 1 ? integral[degree] : -integral[degree];
  }
  return integral;
}

function clenshaw(series: Float64Array, t: number): number {
  let next = 0;
  let current = 0;
  for (let degree = series.length - 1; degree > 0; degree--) {
    const before = 2 * t * current - next + series[degree];
    next = current;
    current = before;
  }
  return t * current - next + series[0];
}
