import type { Operator } from './tokens.ts';

/** What a filter sees of a run under a key; undefined where the run has no such value. */
export type FilterValue = number | string | undefined;
export type FilterRow = (key: string) => FilterValue;

export type Expression =
  | { readonly kind: 'comparison'; readonly key: string; readonly operator: Operator; readonly value: string }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

/** Whether a run is what the expression asks for. A value that a run does not have compares with nothing. */
export function matches(expression: Expression, row: FilterRow): boolean {
  switch (expression.kind) {
    case 'and':
      return matches(expression.left, row) && matches(expression.right, row);
    case 'or':
      return matches(expression.left, row) || matches(expression.right, row);
    case 'comparison':
      return compares(row(expression.key), expression.operator, expression.value);
  }
}

function compares(found: FilterValue, operator: Operator, wanted: string): boolean {
  if (found === undefined) return false;
  if (operator === '~') return String(found).toLowerCase().includes(wanted.toLowerCase());
  if (typeof found === 'number') {
    const number = wanted.trim() === '' ? NaN : Number(wanted);
    return !Number.isNaN(number) && !Number.isNaN(found) && inOrder(found - number, found === number, operator);
  }
  // A list is written 64,32 or [64,32].
  const text = wanted.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const own = found.toLowerCase();
  return inOrder(own < text ? -1 : 1, own === text, operator);
}

function inOrder(difference: number, isEqual: boolean, operator: Exclude<Operator, '~'>): boolean {
  switch (operator) {
    case '=':
      return isEqual;
    case '!=':
      return !isEqual;
    case '<':
      return !isEqual && difference < 0;
    case '<=':
      return isEqual || difference < 0;
    case '>':
      return !isEqual && difference > 0;
    case '>=':
      return isEqual || difference > 0;
  }
}
