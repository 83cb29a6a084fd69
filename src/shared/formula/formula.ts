import type { MathNode } from 'mathjs/number';
import { counted } from '../counted.ts';
import { remembered } from '../remembered.ts';
import { compile, type Evaluate } from './compile.ts';
import { derivative } from './derivative.ts';
import { FUNCTIONS_OF_TWO } from './functions.ts';
import { math } from '#formula-library';
import { isConstantNode, isFunctionNode, isSymbolNode } from './nodes.ts';
import { checkTokens, FormulaError, inPlainSigns, MOST_CHARACTERS } from './tokens.ts';

/**
 * A checked expression of named variables. It contains only numbers, variables, the known functions and constants, and
 * + - * / ^.
 */
export class Formula {
  /** The normal form of the text: spaces and unnecessary brackets make no difference. */
  readonly text: string;
  readonly variables: readonly string[];
  /** Its value at the values of `variables`, in their order. It has the same bits wherever it is computed. */
  readonly evaluate: Evaluate;
  readonly #node: MathNode;

  constructor(node: MathNode, variables: readonly string[]) {
    this.text = textOf(node);
    this.variables = variables;
    this.evaluate = compile(node, variables);
    this.#node = node;
  }

  /** Whether its value depends on a variable at all. */
  uses(variable: string): boolean {
    return this.#node.filter((node) => isSymbolNode(node) && node.name === variable).length > 0;
  }

  /** Its derivative by one of its variables. For corners see `SLOPES`. */
  slope(variable: string): Formula {
    return new Formula(derivative(this.#node, variable), this.variables);
  }
}

export type ParsedFormula =
  | { readonly ok: true; readonly formula: Formula }
  | {
      readonly ok: false;
      /** The whole sentence with the position; it begins with a lower-case letter. */
      readonly message: string;
      /** The position of the error, counted from 0. */
      readonly at: number;
    };

const MOST_PARSED = 500;

const parsedOf = remembered(MOST_PARSED, (key): ParsedFormula => {
  const [text, ...variables] = JSON.parse(key) as [string, ...string[]];
  return foundFormula(text, variables);
});

/**
 * Parses an expression of `variables`, such as `exp(-x^4 / 4)`, or says what is wrong and where. Results are cached,
 * because a config parses each formula many times.
 */
export function parseFormula(text: string, variables: readonly string[]): ParsedFormula {
  // A text that is too long is refused at once and not cached.
  return text.length > MOST_CHARACTERS ? foundFormula(text, variables) : parsedOf(JSON.stringify([text, ...variables]));
}

function foundFormula(text: string, variables: readonly string[]): ParsedFormula {
  try {
    // The normal form is parsed again, so that every spelling of a formula computes in the same order.
    const formula = new Formula(read(text, variables), variables);
    return { ok: true, formula: new Formula(read(formula.text, variables), variables) };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { ok: false, message: `character ${error.at + 1}: ${error.message}`, at: error.at };
  }
}

const textOf = (node: MathNode) => node.toString({ parenthesis: 'auto', implicit: 'show' });

function read(text: string, variables: readonly string[]): MathNode {
  const plain = inPlainSigns(text);
  const calls = checkTokens(plain, variables);
  const node = parsed(plain);
  // A function's name precedes its arguments, so both lists are in the order of the text.
  const called = node.filter(isFunctionNode).filter(isFunctionNode);
  for (const [index, { fn, args }] of called.entries()) {
    const expected = Object.hasOwn(FUNCTIONS_OF_TWO, fn.name) ? 2 : 1;
    if (args.length === expected) continue;
    const message = `${fn.name} takes ${counted(expected, 'value')}, but has ${args.length} here`;
    throw new FormulaError(message, calls[index].at);
  }
  if (node.filter((inner) => isConstantNode(inner) && !Number.isFinite(inner.value)).length > 0) {
    throw new FormulaError('a number is too large', plain.search(/\d+\.?\d*[eE]\+?\d{3}|\d{309}/));
  }
  return node;
}

/** Parses with the library. Characters, names and brackets have been checked, so only a value can still be missing. */
function parsed(text: string): MathNode {
  try {
    return math().parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { char } = error as SyntaxError & { readonly char?: number };
    const at = Math.min((char ?? 1) - 1, text.trimEnd().length);
    throw new FormulaError('a value is missing', at);
  }
}
