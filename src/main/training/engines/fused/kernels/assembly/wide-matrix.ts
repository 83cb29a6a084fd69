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
function tile6(a: usize, stepA: usize, rowA: usize, length: usize, b: usize, rowB: usize, c: usize, rowC: usize, bias: usize, further: bool): void {
  let a0 = a;
  let a1 = a0 + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  let a4 = a3 + rowA;
  let a5 = a4 + rowA;
  let c00 = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = bias ? v128.load32_splat(bias, FLOAT) : f32x4.splat(0);
  let c11 = c10;
  let c12 = c10;
  let c13 = c10;
  let c20 = bias ? v128.load32_splat(bias, 2 * FLOAT) : f32x4.splat(0);
  let c21 = c20;
  let c22 = c20;
  let c23 = c20;
  let c30 = bias ? v128.load32_splat(bias, 3 * FLOAT) : f32x4.splat(0);
  let c31 = c30;
  let c32 = c30;
  let c33 = c30;
  let c40 = bias ? v128.load32_splat(bias, 4 * FLOAT) : f32x4.splat(0);
  let c41 = c40;
  let c42 = c40;
  let c43 = c40;
  let c50 = bias ? v128.load32_splat(bias, 5 * FLOAT) : f32x4.splat(0);
  let c51 = c50;
  let c52 = c50;
  let c53 = c50;
  const end = a + length;
  while (a0 < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    const b2 = v128.load(b, 2 * LANES);
    const b3 = v128.load(b, 3 * LANES);
    const f0 = v128.load32_splat(a0);
    c00 = madd(f0, b0, c00);
    c01 = madd(f0, b1, c01);
    c02 = madd(f0, b2, c02);
    c03 = madd(f0, b3, c03);
    a0 += stepA;
    const f1 = v128.load32_splat(a1);
    c10 = madd(f1, b0, c10);
    c11 = madd(f1, b1, c11);
    c12 = madd(f1, b2, c12);
    c13 = madd(f1, b3, c13);
    a1 += stepA;
    const f2 = v128.load32_splat(a2);
    c20 = madd(f2, b0, c20);
    c21 = madd(f2, b1, c21);
    c22 = madd(f2, b2, c22);
    c23 = madd(f2, b3, c23);
    a2 += stepA;
    const f3 = v128.load32_splat(a3);
    c30 = madd(f3, b0, c30);
    c31 = madd(f3, b1, c31);
    c32 = madd(f3, b2, c32);
    c33 = madd(f3, b3, c33);
    a3 += stepA;
    const f4 = v128.load32_splat(a4);
    c40 = madd(f4, b0, c40);
    c41 = madd(f4, b1, c41);
    c42 = madd(f4, b2, c42);
    c43 = madd(f4, b3, c43);
    a4 += stepA;
    const f5 = v128.load32_splat(a5);
    c50 = madd(f5, b0, c50);
    c51 = madd(f5, b1, c51);
    c52 = madd(f5, b2, c52);
    c53 = madd(f5, b3, c53);
    a5 += stepA;
    b += rowB;
  }
  if (further) {
    let from = c;
    c00 = f32x4.add(v128.load(from), c00);
    c01 = f32x4.add(v128.load(from, LANES), c01);
    c02 = f32x4.add(v128.load(from, 2 * LANES), c02);
    c03 = f32x4.add(v128.load(from, 3 * LANES), c03);
    from += rowC;
    c10 = f32x4.add(v128.load(from), c10);
    c11 = f32x4.add(v128.load(from, LANES), c11);
    c12 = f32x4.add(v128.load(from, 2 * LANES), c12);
    c13 = f32x4.add(v128.load(from, 3 * LANES), c13);
    from += rowC;
    c20 = f32x4.add(v128.load(from), c20);
    c21 = f32x4.add(v128.load(from, LANES), c21);
    c22 = f32x4.add(v128.load(from, 2 * LANES), c22);
    c23 = f32x4.add(v128.load(from, 3 * LANES), c23);
    from += rowC;
    c30 = f32x4.add(v128.load(from), c30);
    c31 = f32x4.add(v128.load(from, LANES), c31);
    c32 = f32x4.add(v128.load(from, 2 * LANES), c32);
    c33 = f32x4.add(v128.load(from, 3 * LANES), c33);
    from += rowC;
    c40 = f32x4.add(v128.load(from), c40);
    c41 = f32x4.add(v128.load(from, LANES), c41);
    c42 = f32x4.add(v128.load(from, 2 * LANES), c42);
    c43 = f32x4.add(v128.load(from, 3 * LANES), c43);
    from += rowC;
    c50 = f32x4.add(v128.load(from), c50);
    c51 = f32x4.add(v128.load(from, LANES), c51);
    c52 = f32x4.add(v128.load(from, 2 * LANES), c52);
    c53 = f32x4.add(v128.load(from, 3 * LANES), c53);
  }
  v128.store(c, c03, 3 * LANES);
  v128.store(c, c02, 2 * LANES);
  v128.store(c, c01, LANES);
  v128.store(c, c00);
  c += rowC;
  v128.store(c, c13, 3 * LANES);
  v128.store(c, c12, 2 * LANES);
  v128.store(c, c11, LANES);
  v128.store(c, c10);
  c += rowC;
  v128.store(c, c23, 3 * LANES);
  v128.store(c, c22, 2 * LANES);
  v128.store(c, c21, LANES);
  v128.store(c, c20);
  c += rowC;
  v128.store(c, c33, 3 * LANES);
  v128.store(c, c32, 2 * LANES);
  v128.store(c, c31, LANES);
  v128.store(c, c30);
  c += rowC;
  v128.store(c, c43, 3 * LANES);
  v128.store(c, c42, 2 * LANES);
  v128.store(c, c41, LANES);
  v128.store(c, c40);
  c += rowC;
  v128.store(c, c53, 3 * LANES);
  v128.store(c, c52, 2 * LANES);
  v128.store(c, c51, LANES);
  v128.store(c, c50);
}

/** The same for four rows. */
function tile4(a: usize, stepA: usize, rowA: usize, length: usize, b: usize, rowB: usize, c: usize, rowC: usize, bias: usize, further: bool): void {
  let a0 = a;
  let a1 = a0 + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  let c00 = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  let c10 = bias ? v128.load32_splat(bias, FLOAT) : f32x4.splat(0);
  let c11 = c10;
  let c12 = c10;
  let c13 = c10;
  let c20 = bias ? v128.load32_splat(bias, 2 * FLOAT) : f32x4.splat(0);
  let c21 = c20;
  let c22 = c20;
  let c23 = c20;
  let c30 = bias ? v128.load32_splat(bias, 3 * FLOAT) : f32x4.splat(0);
  let c31 = c30;
  let c32 = c30;
  let c33 = c30;
  const end = a + length;
  while (a0 < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    const b2 = v128.load(b, 2 * LANES);
    const b3 = v128.load(b, 3 * LANES);
    const f0 = v128.load32_splat(a0);
    c00 = madd(f0, b0, c00);
    c01 = madd(f0, b1, c01);
    c02 = madd(f0, b2, c02);
    c03 = madd(f0, b3, c03);
    a0 += stepA;
    const f1 = v128.load32_splat(a1);
    c10 = madd(f1, b0, c10);
    c11 = madd(f1, b1, c11);
    c12 = madd(f1, b2, c12);
    c13 = madd(f1, b3, c13);
    a1 += stepA;
    const f2 = v128.load32_splat(a2);
    c20 = madd(f2, b0, c20);
    c21 = madd(f2, b1, c21);
    c22 = madd(f2, b2, c22);
    c23 = madd(f2, b3, c23);
    a2 += stepA;
    const f3 = v128.load32_splat(a3);
    c30 = madd(f3, b0, c30);
    c31 = madd(f3, b1, c31);
    c32 = madd(f3, b2, c32);
    c33 = madd(f3, b3, c33);
    a3 += stepA;
    b += rowB;
  }
  if (further) {
    let from = c;
    c00 = f32x4.add(v128.load(from), c00);
    c01 = f32x4.add(v128.load(from, LANES), c01);
    c02 = f32x4.add(v128.load(from, 2 * LANES), c02);
    c03 = f32x4.add(v128.load(from, 3 * LANES), c03);
    from += rowC;
    c10 = f32x4.add(v128.load(from), c10);
    c11 = f32x4.add(v128.load(from, LANES), c11);
    c12 = f32x4.add(v128.load(from, 2 * LANES), c12);
    c13 = f32x4.add(v128.load(from, 3 * LANES), c13);
    from += rowC;
    c20 = f32x4.add(v128.load(from), c20);
    c21 = f32x4.add(v128.load(from, LANES), c21);
    c22 = f32x4.add(v128.load(from, 2 * LANES), c22);
    c23 = f32x4.add(v128.load(from, 3 * LANES), c23);
    from += rowC;
    c30 = f32x4.add(v128.load(from), c30);
    c31 = f32x4.add(v128.load(from, LANES), c31);
    c32 = f32x4.add(v128.load(from, 2 * LANES), c32);
    c33 = f32x4.add(v128.load(from, 3 * LANES), c33);
  }
  v128.store(c, c03, 3 * LANES);
  v128.store(c, c02, 2 * LANES);
  v128.store(c, c01, LANES);
  v128.store(c, c00);
  c += rowC;
  v128.store(c, c13, 3 * LANES);
  v128.store(c, c12, 2 * LANES);
  v128.store(c, c11, LANES);
  v128.store(c, c10);
  c += rowC;
  v128.store(c, c23, 3 * LANES);
  v128.store(c, c22, 2 * LANES);
  v128.store(c, c21, LANES);
  v128.store(c, c20);
  c += rowC;
  v128.store(c, c33, 3 * LANES);
  v128.store(c, c32, 2 * LANES);
  v128.store(c, c31, LANES);
  v128.store(c, c30);
}

/** The same for one row. */
function tile1(a: usize, stepA: usize, length: usize, b: usize, rowB: usize, c: usize, bias: usize, further: bool): void {
  let a0 = a;
  let c00 = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  let c01 = c00;
  let c02 = c00;
  let c03 = c00;
  const end = a + length;
  while (a0 < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, LANES);
    const b2 = v128.load(b, 2 * LANES);
    const b3 = v128.load(b, 3 * LANES);
    const f0 = v128.load32_splat(a0);
    c00 = madd(f0, b0, c00);
    c01 = madd(f0, b1, c01);
    c02 = madd(f0, b2, c02);
    c03 = madd(f0, b3, c03);
    a0 += stepA;
    b += rowB;
  }
  if (further) {
    c00 = f32x4.add(v128.load(c), c00);
    c01 = f32x4.add(v128.load(c, LANES), c01);
    c02 = f32x4.add(v128.load(c, 2 * LANES), c02);
    c03 = f32x4.add(v128.load(c, 3 * LANES), c03);
  }
  v128.store(c, c03, 3 * LANES);
  v128.store(c, c02, 2 * LANES);
  v128.store(c, c01, LANES);
  v128.store(c, c00);
}

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
