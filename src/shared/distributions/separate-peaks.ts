/** A peak of a density on a grid of points, and the points that belong to it. */
export interface Peak {
  /** The point where the density is largest. */
  readonly top: number;
  readonly points: readonly number[];
}

/** Two peaks are separate if the density between them falls below this share of the lower one. */
const VALLEY = 0.5;

/**
 * The separate peaks of a density that is known at points, in the order of the points. Points are taken from the
 * highest down: each joins the peak of its highest neighbour, and two peaks that meet before the density has fallen by
 * half are merged.
 */
export function separatePeaks(density: ArrayLike<number>, neighbours: (point: number) => readonly number[]): Peak[] {
  const parent = new Int32Array(density.length).fill(-1);
  const rootOf = (point: number) => {
    let root = point;
    while (parent[root] !== root) root = parent[root];
    parent[point] = root;
    return root;
  };
  const order = Array.from({ length: density.length }, (_, point) => point)
    .filter((point) => density[point] > 0)
    .sort((a, b) => density[b] - density[a] || a - b);
  for (const point of order) {
    const near = [
      ...new Set(
        neighbours(point)
          .filter((other) => parent[other] >= 0)
          .map(rootOf),
      ),
    ];
    near.sort((a, b) => density[b] - density[a] || a - b);
    const [highest = point, ...others] = near;
    parent[point] = highest;
    for (const other of others) if (density[point] >= VALLEY * density[other]) parent[other] = highest;
  }
  const points = Map.groupBy(order, rootOf);
  return [...points].map(([top, own]) => ({ top, points: own })).sort((a, b) => a.top - b.top);
}
