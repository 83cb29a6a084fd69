import type {
  ConstantNode,
  FunctionNode,
  MathNode,
  OperatorNode,
  OperatorNodeFn,
  OperatorNodeOp,
  ParenthesisNode,
  SymbolNode,
} from 'mathjs/number';

/** The kinds of node in the tree of a checked formula, distinguished by their names. */
export const isConstantNode = (node: MathNode): node is ConstantNode => node.type === 'ConstantNode';
export const isSymbolNode = (node: MathNode): node is SymbolNode => node.type === 'SymbolNode';
export const isParenthesisNode = (node: MathNode): node is ParenthesisNode => node.type === 'ParenthesisNode';
export const isOperatorNode = (node: MathNode): node is OperatorNode<OperatorNodeOp, OperatorNodeFn> =>
  node.type === 'OperatorNode';
export const isFunctionNode = (node: MathNode): node is FunctionNode => node.type === 'FunctionNode';
