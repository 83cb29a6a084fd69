import type { MathNode } from 'mathjs/number';
import { SLOPES } from './functions.ts';
import { math } from '#formula-library';
import { isConstantNode, isFunctionNode, isSymbolNode } from './nodes.ts';

let parsedSlopes: ReadonlyMap<string, readonly MathNode[]> | undefined;

function slopes(): ReadonlyMap<string, readonly MathNode[]> {
  parsedSlopes ??= new Map(
    Object.entries(SLOPES).map(([name, texts]) => [name, texts.map((text) => math().parse(text))]),
  );
  return parsedSlopes;
}

interface Inner {
  /** The name that replaces the call in the outer formula. No name of a user can begin like this. */
  readonly name: string;
  readonly call: MathNode;
  readonly by: readonly { readonly argument: MathNode; readonly slope: MathNode }[];
}

/**
 * The derivative of a checked tree by one variable. The library computes it; functions that it cannot differentiate are
 * first replaced by variables s, and added by the chain rule: df/dx = ∂f/∂x + Σ ∂f/∂s · Σ s′(u) · du/dx.
 */
export function derivative(node: MathNode, variable: string): MathNode {
  const inner: Inner[] = [];
  const outer = takeOut(node, inner);
  const comesBack = (slope: MathNode) => substitute(slope, new Map(inner.map(({ name, call }) => [name, call])));
  const terms = [comesBack(ofLibrary(outer, variable))];
  for (const { name, by } of inner) {
    const factor = comesBack(ofLibrary(outer, name));
    for (const { argument, slope } of by) {
      const ofArgument = derivative(argument, variable);
      if (!isZero(ofArgument) && !isZero(slope) && !isZero(factor))
        terms.push(product(product(factor, slope), ofArgument));
    }
  }
  const kept = terms.filter((term) => !isZero(term));
  return kept.length === 0
    ? new (math().ConstantNode)(0)
    : kept.reduce((sum, term) => new (math().OperatorNode)('+', 'add', [sum, term]));
}

/** Without the library's simplification, which computes constants with other functions. */
const ofLibrary = (node: MathNode, variable: string) => math().derivative(node, variable, { simplify: false });

const isZero = (node: MathNode) => isConstantNode(node) && node.value === 0;

const product = (a: MathNode, b: MathNode) => new (math().OperatorNode)('*', 'multiply', [a, b]);

/** The tree with the outermost calls of functions that the library cannot differentiate replaced by names. */
function takeOut(node: MathNode, inner: Inner[]): MathNode {
  if (isFunctionNode(node)) {
    const own = slopes().get(node.fn.name);
    if (own !== undefined) {
      const arguments_ = new Map(node.args.map((argument, index) => [index === 0 ? 'u' : 'v', argument]));
      const by = node.args.map((argument, index) => ({ argument, slope: substitute(own[index], arguments_) }));
      const name = `$${inner.length}`;
      inner.push({ name, call: node, by });
      return new (math().SymbolNode)(name);
    }
  }
  return node.map((child) => takeOut(child, inner));
}

function substitute(node: MathNode, by: ReadonlyMap<string, MathNode>): MathNode {
  if (isSymbolNode(node)) return by.get(node.name) ?? node;
  // The name of a function is a separate node, and never one of these.
  return node.map((child) => substitute(child, by));
}
