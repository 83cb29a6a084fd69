import { WorkbenchError } from '../../../shared/errors.ts';
import { unknownRules, type MetricRules } from '../../../shared/metric-rules.ts';
import type { Evaluator, EvaluatorOptions } from './evaluator.ts';
import { Evaluator1D } from './evaluator-1d.ts';
import { Evaluator2D } from './evaluator-2d.ts';

function refuseUnknownRules(rules: MetricRules): void {
  const unknown = unknownRules(rules).at(0);
  if (unknown === undefined) return;
  throw new WorkbenchError(
    'metric-rule-unknown',
    `This run was started by a newer version of the program, which measures ${unknown.label} by rule ${rules[unknown.key]}; this ` +
      'version does not know that rule. Use the newer version.',
  );
}

/** The evaluator of a target law of any dimension. Throws `metric-rule-unknown`. */
export function createEvaluator({ law, ...options }: EvaluatorOptions): Evaluator {
  refuseUnknownRules(options.rules);
  return law.dimension === 1 ? new Evaluator1D({ law, ...options }) : new Evaluator2D({ law, ...options });
}
