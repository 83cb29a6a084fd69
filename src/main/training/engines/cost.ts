import type { Model } from '../model/network.ts';
import { stepWork, type StepWork } from '../model/work.ts';
import measured from './cost.json' with { type: 'json' };
import type { KernelBuild } from './fused/kernels/kernels.ts';

/** Microseconds of an engine per unit of a train step's work. */
export type UnitCosts = Readonly<Record<keyof StepWork, number>>;

export type CostedEngine = 'fused' | 'tensorflow';

/**
 * The measurements of `bench --fit`: each engine on one thread, and TensorFlow also on several, which take longer to
 * start an operation and share its multiplications.
 */
export interface CostModel {
  readonly machine: string;
  /** Of each build of the kernels. */
  readonly fused: Readonly<Record<KernelBuild, UnitCosts>>;
  readonly tensorflow: UnitCosts;
  readonly tensorflowThreaded: UnitCosts & { readonly threads: number };
}

export const COST_MODEL: CostModel = measured;

const total = (costs: UnitCosts, { passes, multiplications, moves }: StepWork): number =>
  costs.passes * passes + costs.multiplications * multiplications + costs.moves * moves;

/** The unit costs on `threads` threads. Each thread beyond the first is assumed to add the same speed. */
function threadedCosts({ tensorflow, tensorflowThreaded }: CostModel, threads: number): UnitCosts {
  if (threads === 1) return tensorflow;
  const added =
    (tensorflow.multiplications / tensorflowThreaded.multiplications - 1) / (tensorflowThreaded.threads - 1);
  const { passes, moves } = tensorflowThreaded;
  return { passes, moves, multiplications: tensorflow.multiplications / (1 + Math.max(0, added) * (threads - 1)) };
}

/** What trains: the kernels of one build, or TensorFlow on so many threads. */
export type Costed = { readonly build: KernelBuild } | { readonly threads: number };

/** Expected milliseconds per train step on the measured machine, for comparing engines. */
export function stepMilliseconds(by: Costed, model: Model, costs = COST_MODEL): number {
  const unit = 'build' in by ? costs.fused[by.build] : threadedCosts(costs, by.threads);
  return total(unit, stepWork(model)) / 1000;
}

/**
 * Fits non-negative unit costs to measured steps by least squares of the relative errors. There are three unknowns, so
 * every subset that may be above 0 is solved, and the best solution is taken.
 */
export function fitCosts(steps: readonly { readonly work: StepWork; readonly milliseconds: number }[]): UnitCosts {
  const keys = ['passes', 'multiplications', 'moves'] as const;
  let best: { readonly costs: UnitCosts; readonly error: number } | undefined;
  for (let set = 1; set < 8; set++) {
    const free = keys.filter((_key, index) => set & (1 << index));
    const rows = steps.map(({ work, milliseconds }) => free.map((key) => work[key] / (milliseconds * 1000)));
    const solved = leastSquares(rows);
    if (!solved || solved.some((cost) => cost < 0)) continue;
    const cost = (key: keyof StepWork) => solved[free.indexOf(key)] ?? 0;
    const costs = { passes: cost('passes'), multiplications: cost('multiplications'), moves: cost('moves') };
    const error = steps.reduce((sum, { work, milliseconds }) => {
      const share = total(costs, work) / 1000 / milliseconds - 1;
      return sum + share * share;
    }, 0);
    if (!best || error < best.error) best = { costs, error };
  }
  if (!best) throw new RangeError('no costs above 0 fit what was measured');
  return best.costs;
}

/**
 * The x for which the products of the rows with x are nearest to 1, by Gaussian elimination of the normal equations.
 */
function leastSquares(rows: readonly (readonly number[])[]): number[] | undefined {
  const size = rows[0].length;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row) => sum + row[i], 0),
  ]);
  for (let column = 0; column < size; column++) {
    const pivot = matrix[column][column];
    if (pivot <= 0) return undefined;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row][column] / pivot;
      for (let index = column; index <= size; index++) matrix[row][index] -= factor * matrix[column][index];
    }
  }
  return matrix.map((row, index) => row[size] / row[index]);
}
