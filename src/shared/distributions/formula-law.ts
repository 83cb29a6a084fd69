import { parseFormula, type Formula } from '../formula/formula.ts';
import { remembered } from '../remembered.ts';
import { DensityError } from './density-error.ts';
import { densityLaw1D } from './density-law-1d.ts';
import { densityLaw2D } from './density-law-2d.ts';
import type { Box } from './density-box.ts';
import type { Law } from './law.ts';

export interface FormulaLawParameters {
  /** A formula of x, or of x and y for a 2-D law. It need not be normalised. */
  readonly density: string;
  /** Low and high end of x, and those of y if they differ; empty to find them automatically. */
  readonly range: readonly number[];
}

/** The names that the formula of a density may use. */
export const DENSITY_VARIABLES = ['x', 'y'] as const;

const MOST_FORMULAS = 200;
const MOST_LAWS = 8;

const formulaOf = remembered(MOST_FORMULAS, (text): Formula => {
  const parsed = parseFormula(text, DENSITY_VARIABLES);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.formula;
});

/** Whether a density that the schema has read is 2-D. */
export function formulaDimension(density: string): 1 | 2 {
  return formulaOf(density).uses('y') ? 2 : 1;
}

function foundLaw({ density, range }: FormulaLawParameters): Law {
  const { evaluate } = formulaOf(density);
  const at = [0, 0];
  const valueAt = (x: number, y: number) => {
    at[0] = x;
    at[1] = y;
    return evaluate(at);
  };
  if (formulaDimension(density) === 1) {
    const ends = range.length > 0 ? ([range[0], range[1]] as const) : undefined;
    return densityLaw1D((x) => valueAt(x, 0), ends);
  }
  const [left, right, bottom = left, top = right] = range;
  const box: Box | undefined =
    range.length > 0
      ? [
          [left, right],
          [bottom, top],
        ]
      : undefined;
  return densityLaw2D(valueAt, box);
}

/** The law of a density, or the error why there is none. Both are cached, because both take long to find. */
const lawOf = remembered(MOST_LAWS, (key): Law | DensityError => {
  try {
    return foundLaw(JSON.parse(key) as FormulaLawParameters);
  } catch (error) {
    if (!(error instanceof DensityError)) throw error;
    return error;
  }
});

/** The law of a density that the user wrote. Throws a DensityError if it is not a density. The result is cached. */
export function formulaLaw({ density, range }: FormulaLawParameters): Law {
  const found = lawOf(JSON.stringify({ density, range }));
  if (found instanceof DensityError) throw found;
  return found;
}
