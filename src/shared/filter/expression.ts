import { compareText, foldedText } from '../text-order.ts';
import type { TimeSpan } from './time.ts';
import type { Operator } from './tokens.ts';

/** The value of a run under a key of a filter; undefined if the run has no such value. */
export type FilterValue = number | string | undefined;
export type FilterRow = (key: string) => FilterValue;

export type Expression =
  | { readonly kind: 'comparison'; readonly key: string; readonly operator: Operator; readonly value: string }
  | { readonly kind: 'time'; readonly key: string; readonly operator: Operator; readonly span: TimeSpan }
  /** Text that the name, a tag, the notes or the id contains. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

/** Whether a run matches the expression. A missing value matches no comparison. */
export function matches(expression: Expression, row: FilterRow): boolean {
  switch (expression.kind) {
    case 'and':
      return matches(expression.left, row) && matches(expression.right, row);
    case 'or':
      return matches(expression.left, row) || matches(expression.right, row);
    case 'comparison':
      return compares(row(expression.key), expression.operator, expression.value);
    case 'time':
      return isAt(row(expression.key), expression.operator, expression.span);
    case 'text':
      return SEARCHED.some((key) => compares(row(key), '~', expression.text));
  }
}

/** The values in which text is searched. */
const SEARCHED = ['name', 'tags', 'notes', 'id'];

/** A time span is as long as what was written: `= 2026-11-28` matches the whole day, `>` what is after it. */
function isAt(found: FilterValue, operator: Operator, { from, to }: TimeSpan): boolean {
  const at = typeof found === 'string' ? Date.parse(found) : NaN;
  if (Number.isNaN(at)) return false;
  const isWithin = at >= from && at < to;
  return operator === '~' ? isWithin : inOrder(at - from, isWithin, operator);
}

function compares(found: FilterValue, operator: Operator, wanted: string): boolean {
  if (found === undefined) return false;
  if (operator === '~') return foldedText(String(found)).includes(foldedText(wanted));
  if (typeof found === 'number') {
    const number = wanted.trim() === '' ? NaN : Number(wanted);
    return !Number.isNaN(number) && !Number.isNaN(found) && inOrder(found - number, found === number, operator);
  }
  const [own, text] = [foldedText(found), foldedText(asList(wanted))];
  return inOrder(compareText(own, text), own === text, operator);
}

/** A list can be written `64,32`, `[64, 32]` or, as in names, `64-32`. */
function asList(text: string): string {
  if (/^\d+(?:-\d+)+$/.test(text)) return text.replaceAll('-', ',');
  return text.replace(/^\[(.*)\]$/s, (_, inner: string) => inner.replaceAll(/\s*,\s*/g, ','));
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
