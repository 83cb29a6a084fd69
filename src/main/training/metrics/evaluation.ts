import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { Evaluator1D } from './evaluator-1d.ts';
import { Evaluator2D } from './evaluator-2d.ts';

/** The evaluator of a target law, whichever its dimension. */
export function createEvaluator({ law, ...options }: EvaluatorOptions): Evaluator {
  return law.dimension === 1 ? new Evaluator1D({ law, ...options }) : new Evaluator2D({ law, ...options });
}
