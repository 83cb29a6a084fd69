import { FLOAT, LANES, madd } from './lanes';
import { BLOCK, multiplyBlocks, rowsInSixes, UNPACKED_ROW } from './matrix';

/** Copies sixteen columns of B `[k, stride]` into `[k, 16]`. */
function packPanel(to: usize, b: usize, k: i32, stride: usize): void {
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    const b2 = v128.load(b, 2 * LANES);
    const b3 = v128.load(b, 3 * LANES);
    v128.store(to, b3, 3 * LANES);
    v128.store(to, b2, 2 * LANES);
    v128.store(to, b1, LANES);
    v128.store(to, b0);
    to += 4 * LANES;
    b += stride;
  }
}

/** As `tile6` of `matrix.ts`, for sixteen columns: 24 sums of 128 bits, which are twelve of 256. */
declare function tile6(a: usize, stepA: usize, rowA: usize, length: usize, b: usize, rowB: usize, c: usize, rowC: usize, bias: usize, further: bool): void;

/** The same for four rows. */
declare function tile4(a: usize, stepA: usize, rowA: usize, length: usize, b: usize, rowB: usize, c: usize, rowC: usize, bias: usize, further: bool): void;

/** The same for one row. */
declare function tile1(a: usize, stepA: usize, length: usize, b: usize, rowB: usize, c: usize, bias: usize, further: bool): void;

/** As `multiply` of `matrix.ts`, bit for bit; `panel` is room for 16 · k floats. */
export function multiply(a: usize, b: usize, c: usize, bias: usize, m: i32, k: i32, n: i32, strideB: i32, strideC: i32, panel: usize): void {
  product(a, FLOAT, <usize>k * FLOAT, b, c, bias, m, k, n, strideB, strideC, panel);
}

/** As `multiplyTransposed` of `matrix.ts`, bit for bit; `panel` is room for 16 · k floats. */
export function multiplyTransposed(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, strideB: i32, strideC: i32, panel: usize): void {
  product(a, <usize>m * FLOAT, FLOAT, b, c, 0, m, k, n, strideB, strideC, panel);
}

function product(
  a: usize,
  stepA: usize,
  rowA: usize,
  b: usize,
  c: usize,
  bias: usize,
  m: i32,
  k: i32,
  n: i32,
  strideB: i32,
  strideC: i32,
  panel: usize,
): void {
  const columns = n & ~15;
  if (columns > 0) {
    for (let first = 0; first < k; first += BLOCK) {
      const biases = first == 0 ? bias : 0;
      const from = b + <usize>first * <usize>strideB * FLOAT;
      multiplyBlock(a + <usize>first * stepA, stepA, rowA, from, c, biases, m, min(BLOCK, k - first), columns, strideB, strideC, first > 0, panel);
    }
  }
  if (columns < n) {
    const offset = <usize>columns * FLOAT;
    multiplyBlocks(a, stepA, rowA, b + offset, c + offset, bias, m, k, n - columns, strideB, strideC, panel);
  }
}

function multiplyBlock(
  a: usize,
  stepA: usize,
  rowA: usize,
  b: usize,
  c: usize,
  bias: usize,
  m: i32,
  k: i32,
  columns: i32,
  strideB: i32,
  strideC: i32,
  further: bool,
  panel: usize,
): void {
  const length = <usize>k * stepA;
  const rowC = <usize>strideC * FLOAT;
  const sixes = rowsInSixes(m);
  for (let column = 0; column < columns; column += 16) {
    let panelB = b + <usize>column * FLOAT;
    let rowB = <usize>strideB * FLOAT;
    if (strideB > UNPACKED_ROW && m > 4) {
      packPanel(panel, panelB, k, rowB);
      panelB = panel;
      rowB = 4 * LANES;
    }
    let from = a;
    let to = c + <usize>column * FLOAT;
    let biases = bias;
    let row = 0;
    for (; row < sixes; row += 6) {
      tile6(from, stepA, rowA, length, panelB, rowB, to, rowC, biases, further);
      from += 6 * rowA;
      to += 6 * rowC;
      if (biases) biases += 6 * FLOAT;
    }
    for (; row + 4 <= m; row += 4) {
      tile4(from, stepA, rowA, length, panelB, rowB, to, rowC, biases, further);
      from += 4 * rowA;
      to += 4 * rowC;
      if (biases) biases += 4 * FLOAT;
    }
    for (; row < m; row++) {
      tile1(from, stepA, length, panelB, rowB, to, biases, further);
      from += rowA;
      to += rowC;
      if (biases) biases += FLOAT;
    }
  }
}
