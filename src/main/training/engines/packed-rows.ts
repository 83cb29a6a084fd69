/** Rows `[n, packing · dimension]` that repeat each of the points `[n, dimension]` `packing` times. */
export function repeatedRows(points: Float32Array, dimension: number, packing: number): Float32Array {
  if (packing === 1) return points;
  const rows = new Float32Array(points.length * packing);
  for (let start = 0; start < points.length; start += dimension) {
    const point = points.subarray(start, start + dimension);
    for (let copy = 0; copy < packing; copy++) rows.set(point, start * packing + copy * dimension);
  }
  return rows;
}
