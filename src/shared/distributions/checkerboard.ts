import type { Law2D, Marginal } from './law.ts';

export interface CheckerboardParameters {
  /** Fields per side. */
  readonly side: number;
  /** Width of the whole board, which is centred at the origin. */
  readonly width: number;
}

/** Uniform on the filled fields of a board; a field is filled where column + row is even, counted from the lower left. */
export function checkerboard({ side, width }: CheckerboardParameters): Law2D {
  const field = width / side;
  const corner = -width / 2;
  const filled: number[] = [];
  for (let index = 0; index < side * side; index++) {
    if (isFilled(index % side, Math.floor(index / side))) filled.push(index);
  }
  const height = 1 / (filled.length * field * field);
  const marginal = columnMarginal(side, field, corner);
  const law: Law2D = {
    dimension: 2,
    density: (x, y) => {
      const column = Math.floor((x - corner) / field);
      const row = Math.floor((y - corner) / field);
      const inside = column >= 0 && column < side && row >= 0 && row < side;
      return inside && isFilled(column, row) ? height : 0;
    },
    marginals: [marginal, marginal],
    modes: [],
    sample(out, count, source) {
      for (let row = 0; row < count; row++) {
        const chosen = filled[source.integer(filled.length)];
        out[2 * row] = corner + field * ((chosen % side) + source.uniform());
        out[2 * row + 1] = corner + field * (Math.floor(chosen / side) + source.uniform());
      }
    },
    get reference() {
      return law;
    },
  };
  return law;
}

function isFilled(column: number, row: number): boolean {
  return (column + row) % 2 === 0;
}

/** One coordinate: uniform within each column (or row), by the number of its filled fields. */
function columnMarginal(side: number, field: number, corner: number): Marginal {
  const filledIn = (column: number) => (column % 2 === 0 ? Math.ceil(side / 2) : Math.floor(side / 2));
  const before = [0];
  for (let column = 0; column < side; column++) before.push(before[column] + filledIn(column));
  const total = before[side];
  return {
    cdf: (x) => {
      const place = (x - corner) / field;
      if (place <= 0) return 0;
      if (place >= side) return 1;
      const column = Math.floor(place);
      return (before[column] + filledIn(column) * (place - column)) / total;
    },
    quantile: (p) => {
      let column = 0;
      while (column < side - 1 && before[column + 1] < p * total) column++;
      return corner + field * (column + (p * total - before[column]) / filledIn(column));
    },
  };
}
