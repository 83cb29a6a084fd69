import type { MathNode } from 'mathjs/number';
import { CONSTANTS, FUNCTIONS_OF_ONE, FUNCTIONS_OF_TWO, power } from './functions.ts';
import { isConstantNode, isFunctionNode, isOperatorNode, isParenthesisNode, isSymbolNode } from './nodes.ts';

/** The value of a formula at the values of its variables, in their order. */
export type Evaluate = (values: ArrayLike<number>) => number;

/** A part of a formula: a constant, or a function that computes it. */
type Compiled = number | Evaluate;

const OPERATORS: Readonly<Record<string, (u: number, v: number) => number>> = {
  add: (u, v) => u + v,
  subtract: (u, v) => u - v,
  multiply: (u, v) => u * v,
  divide: (u, v) => u / v,
  pow: power,
};

/**
 * Turns a checked tree into nested closures, because the page's content security policy forbids code made from text.
 * Parts without variables are computed once. Elementary functions are those of `functions.ts`, not the library's, so
 * that every JavaScript engine gives the same bits.
 */
export function compile(node: MathNode, variables: readonly string[]): Evaluate {
  const compiled = part(node, variables);
  return typeof compiled === 'number' ? () => compiled : compiled;
}

function part(node: MathNode, variables: readonly string[]): Compiled {
  if (isParenthesisNode(node)) return part(node.content, variables);
  if (isConstantNode(node)) return node.value;
  if (isSymbolNode(node)) return named(node.name, variables);
  if (isOperatorNode(node)) {
    const [first, second] = node.args.map((argument) => part(argument, variables));
    if (node.fn === 'unaryPlus') return first;
    if (node.fn === 'unaryMinus') return ofOne((u) => -u, first);
    return ofTwo(node.fn, OPERATORS[node.fn], first, second);
  }
  if (isFunctionNode(node)) {
    const { name } = node.fn;
    const [first, second] = node.args.map((argument) => part(argument, variables));
    return Object.hasOwn(FUNCTIONS_OF_ONE, name)
      ? ofOne(FUNCTIONS_OF_ONE[name as keyof typeof FUNCTIONS_OF_ONE], first)
      : ofTwo(name, FUNCTIONS_OF_TWO[name as keyof typeof FUNCTIONS_OF_TWO], first, second);
  }
  throw new Error(`a formula holds a ${node.type}, which was not checked`);
}

function named(name: string, variables: readonly string[]): Compiled {
  const index = variables.indexOf(name);
  if (index >= 0) return (values) => values[index];
  if (Object.hasOwn(CONSTANTS, name)) return CONSTANTS[name as keyof typeof CONSTANTS];
  throw new Error(`a formula holds the name ${name}, which was not checked`);
}

function ofOne(apply: (u: number) => number, u: Compiled): Compiled {
  return typeof u === 'number' ? apply(u) : (values) => apply(u(values));
}

function ofTwo(name: string, apply: (u: number, v: number) => number, u: Compiled, v: Compiled): Compiled {
  if (typeof u === 'number' && typeof v === 'number') return apply(u, v);
  if (typeof u === 'number') return name === 'multiply' && u === 1 ? v : (values) => apply(u, (v as Evaluate)(values));
  if (typeof v === 'number') {
    if ((name === 'multiply' || name === 'divide' || name === 'pow') && v === 1) return u;
    return name === 'pow' && v === 2 ? square(u) : (values) => apply(u(values), v);
  }
  return (values) => apply(u(values), v(values));
}

function square(u: Evaluate): Evaluate {
  return (values) => {
    const value = u(values);
    return value * value;
  };
}
