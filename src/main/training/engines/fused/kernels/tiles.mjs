// Writes the tiles of a product. Their sums stay in registers only as variables of their own, which a loop over rows or columns cannot have.

/** Columns of a tile in each source: four a register. */
const COLUMNS = { 'matrix.ts': 8, 'wide-matrix.ts': 16 };

const count = (length) => Array.from({ length }, (_, index) => index);
const offset = (index, unit) => ['', `, ${unit}`][index] ?? `, ${index} * ${unit}`;

/**
 * The statements of C = A · B + bias for so many rows and columns, or with `further` of C = C + A · B. Of six rows and eight columns,
 * twelve sums stay in registers, which with two of B and one factor leaves one of the sixteen free: they hide each other's latency of
 * four cycles on two units, and eight loads feed twelve multiply-adds. One step of k a turn: two were slower when tried. V8 joins stores
 * to 256 bits where the higher address comes first.
 */
function tile(rows, columns) {
  const registers = count(columns / 4);
  const eachRow = (next, statements) =>
    count(rows).flatMap((row) => [...(row > 0 && next ? [next] : []), ...statements(row)]);
  return [
    ...count(rows).map((row) => (row === 0 ? 'let a0 = a;' : `let a${row} = a${row - 1} + rowA;`)),
    ...count(rows).flatMap((row) =>
      registers.map((register) => {
        const start = `bias ? v128.load32_splat(bias${offset(row, 'FLOAT')}) : f32x4.splat(0)`;
        return `let c${row}${register} = ${register === 0 ? start : `c${row}0`};`;
      }),
    ),
    'const end = a + length;',
    'while (a0 < end) {',
    ...registers.map((register) => `const b${register} = v128.load(b${offset(register, 'LANES')});`),
    ...eachRow(undefined, (row) => [
      `const f${row} = v128.load32_splat(a${row});`,
      ...registers.map((register) => `c${row}${register} = madd(f${row}, b${register}, c${row}${register});`),
      `a${row} += stepA;`,
    ]),
    'b += rowB;',
    '}',
    'if (further) {',
    'let from = c;',
    ...eachRow('from += rowC;', (row) =>
      registers.map((register) => {
        const sum = `c${row}${register}`;
        return `${sum} = f32x4.add(v128.load(from${offset(register, 'LANES')}), ${sum});`;
      }),
    ),
    '}',
    ...eachRow('c += rowC;', (row) =>
      registers.toReversed().map((register) => `v128.store(c, c${row}${register}${offset(register, 'LANES')});`),
    ),
  ];
}

/** A source of the kernels with the tiles that it declares: `tile6` is one of six rows. */
export function withTiles(name, source) {
  const columns = COLUMNS[name];
  if (columns === undefined) return source;
  return source.replace(
    /^declare (function tile(\d)\(.*\): void);$/gm,
    (_, head, rows) => `${head} {\n${tile(Number(rows), columns).join('\n')}\n}`,
  );
}
