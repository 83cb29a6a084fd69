import type { TargetConfig } from '../config/laws.ts';
import { checkerboard } from './checkerboard.ts';
import { drawn } from './drawn.ts';
import { exponential } from './exponential.ts';
import { DensityError } from './density-error.ts';
import { formulaLaw } from './formula-law.ts';
import { functionLaw, type DrawFunction } from './function-law.ts';
import { grid } from './grid.ts';
import type { Table } from './held-out.ts';
import { laplace } from './laplace.ts';
import type { Law, RandomSource } from './law.ts';
import { logNormal } from './log-normal.ts';
import { mixture } from './mixture.ts';
import { normal } from './normal.ts';
import { ring } from './ring.ts';
import { spiral } from './spiral.ts';
import { studentT } from './student-t.ts';
import { swissRoll } from './swiss-roll.ts';
import { tableLaw } from './table-law.ts';
import { twoMoons } from './two-moons.ts';
import { uniform } from './uniform.ts';

/** A target that needs nothing but its config. */
export type FormulaTarget = Exclude<TargetConfig, { law: 'csv' | 'module' }>;

/** The rows that a `csv` target's file holds, and a fresh stream derived from its digest that chooses the held-out part. */
export interface TableTarget {
  readonly law: 'csv';
  readonly table: Table;
  readonly split: RandomSource;
}

/** The function that a `module` target's file exports, and a fresh stream derived from its digest for its fixed draw. */
export interface FunctionTarget {
  readonly law: 'module';
  readonly draws: DrawFunction<1 | 2>;
  readonly fixed: RandomSource;
}

/** A target config, with the content of its file in place of the path. */
export type ResolvedTarget = FormulaTarget | TableTarget | FunctionTarget;

/**
 * The law of a target; undefined if a stored formula turns out not to be a density, so that its run can still be read.
 */
export function lawIfAny(target: ResolvedTarget): Law | undefined {
  try {
    return targetLaw(target);
  } catch (error) {
    if (error instanceof DensityError) return undefined;
    throw error;
  }
}

/** The law of a target. Throws a DensityError if a formula is not a density. */
export function targetLaw(target: ResolvedTarget): Law {
  switch (target.law) {
    case 'normal':
      return normal(target);
    case 'uniform':
      return uniform(target);
    case 'exponential':
      return exponential(target);
    case 'laplace':
      return laplace(target);
    case 'log_normal':
      return logNormal(target);
    case 'student_t':
      return studentT(target);
    case 'mixture':
      return mixture(target);
    case 'ring':
      return ring(target);
    case 'grid':
      return grid(target);
    case 'two_moons':
      return twoMoons(target);
    case 'spiral':
      return spiral(target);
    case 'swiss_roll':
      return swissRoll(target);
    case 'checkerboard':
      return checkerboard(target);
    case 'formula':
      return formulaLaw(target);
    case 'drawn':
      return drawn(target);
    case 'csv':
      return tableLaw(target.table, target.split);
    case 'module':
      return functionLaw(target.draws, target.fixed);
  }
}
