import { unreadNotation, type UnreadNotation } from './unread-notation.ts';

/** The mark between the whole and the fraction of a number. */
export type DecimalMark = 'point' | 'comma';

/**
 * Reading rules for notations other than `-1234.5e6`, which earlier versions did not read. The rules that a dataset
 * needed, in this order, are part of its identity.
 */
export const NUMBER_RULES = [
  'decimal_comma',
  'thousands_marks',
  'minus_signs',
  'parentheses',
  'minus_behind',
  'fortran_exponents',
  'full_width_digits',
  'quoted_numbers',
] as const;
export type NumberRule = (typeof NUMBER_RULES)[number];

/** A cell that holds a number. */
export interface NumberCell {
  readonly kind: 'number';
  /** The text of the cell, for messages. */
  readonly written: string;
  /** Digits, marks and exponent, without the sign. */
  readonly body: string;
  readonly isNegative: boolean;
  readonly rules: readonly NumberRule[];
  /** Its value with a decimal point, if it is written like `-1234.5e6`; undefined if reading it needs rules. */
  readonly plain?: number;
}

export type Cell =
  | NumberCell
  /** Empty or a word such as NA; NaN and infinities; an error of a spreadsheet. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'notation'; readonly notation: UnreadNotation; readonly written: string; readonly reason: string }
  | { readonly kind: 'text'; readonly written: string; readonly reason: string };

const PLAIN = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity|∞|1\.#(?:inf|ind|qnan|snan)\d*)$/i;
const NO_VALUE = /^(?:<?na>?|n\.?\/?a\.?|nat|null|\(null\)|none|nil|missing|\\n|-{1,3}|\.{1,3}|\?)$/i;
const SPREADSHEET_ERROR = /^#(?:n\/a|[a-z]+[/\d]*[!?])$/i;

/** All characters for a minus, an apostrophe, and blanks that may group digits. */
const MINUS = /[\u2010-\u2015\u2212\ufe63]/g;
const APOSTROPHE = /[\u2019\u02bc\u2032]/g;
const BLANK = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const FULL_WIDTH = /[\uff01-\uff5e]/g;

const EXPONENT = String.raw`(?:e[+-]?\d+)?`;
const POINT_NUMBER = new RegExp(
  [
    String.raw`^(?:\d+\.?\d*|\.\d+)${EXPONENT}$`,
    String.raw`^(?!0)\d{1,3}([ ,'_])\d{3}(?:\1\d{3})*(?:\.\d*)?$`,
    // As in India: 12,34,567.
    String.raw`^(?!0)\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$`,
  ].join('|'),
  'i',
);
const COMMA_NUMBER = new RegExp(
  [String.raw`^(?:\d+(?:,\d+)?|,\d+)${EXPONENT}$`, String.raw`^(?!0)\d{1,3}([ .'_])\d{3}(?:\1\d{3})*(?:,\d+)?$`].join(
    '|',
  ),
  'i',
);

/** The most common notations, and those that may group thousands. */
const PLAIN_DECIMALS = /^\d*\.\d*$/;
const GROUP_OF_THREE = /^[1-9]\d{0,2}\.\d{3}$/;

const NO_RULES: readonly NumberRule[] = [];

/** Reads a cell. The decimal mark of a number depends on its whole column (`decimal-mark.ts`). */
export function readCell(cell: string | undefined): Cell {
  const written = cell?.trim() ?? '';
  if (written === '') return { kind: 'none', reason: 'is missing' };
  const plain = PLAIN.exec(written);
  if (plain)
    return {
      kind: 'number',
      written,
      body: plain[2],
      isNegative: plain[1] === '-',
      rules: NO_RULES,
      plain: Number(written),
    };
  if (NOT_FINITE.test(written)) return { kind: 'none', reason: `is ${written}, not a finite number` };
  if (SPREADSHEET_ERROR.test(written)) return { kind: 'none', reason: `is ${written}, an error of a spreadsheet` };
  const { text, rules } = simplified(written);
  const number = signedNumber(text, rules, written);
  if (number) return number;
  const shown = JSON.stringify(written.length > 40 ? `${written.slice(0, 40)}…` : written);
  if (NO_VALUE.test(text) || text === '') return { kind: 'none', reason: `is ${shown}, not a number` };
  if (NOT_FINITE.test(text)) return { kind: 'none', reason: `is ${written}, not a finite number` };
  const notation = unreadNotation(text);
  if (notation) {
    return { kind: 'notation', notation, written, reason: `is ${shown}, not a plain number: ${notation.words}` };
  }
  return { kind: 'text', written, reason: `is ${shown}, not a number` };
}

/** A value in plain keyboard characters, and the rules needed for that. */
function simplified(written: string): { readonly text: string; readonly rules: Set<NumberRule> } {
  const rules = new Set<NumberRule>();
  let text = written.replace(INVISIBLE, '').replace(BLANK, ' ').trim();
  const halfWidth = text.replace(FULL_WIDTH, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0));
  if (halfWidth !== text) rules.add('full_width_digits');
  text = halfWidth;
  const quoted = /^'(.*)'$/.exec(text);
  if (quoted) {
    text = quoted[1].trim();
    rules.add('quoted_numbers');
  }
  const minus = text.replace(MINUS, '-');
  if (minus !== text) rules.add('minus_signs');
  return { text: minus.replace(APOSTROPHE, "'"), rules };
}

function signedNumber(text: string, rules: Set<NumberRule>, written: string): NumberCell | undefined {
  const enclosed = /^\( ?(\d.*?) ?\)$/.exec(text);
  const behind = /^(\d.*?) ?-$/.exec(text);
  const sign = /^([+-]) ?/.exec(text);
  let body = enclosed?.[1] ?? behind?.[1] ?? text.slice(sign?.[0].length ?? 0);
  if (enclosed) rules.add('parentheses');
  if (behind) rules.add('minus_behind');
  const fortran = body.replace(/^([\d.,]+)d([+-]?\d+)$/i, '$1e$2');
  if (fortran !== body) rules.add('fortran_exponents');
  body = fortran;
  if (!POINT_NUMBER.test(body) && !COMMA_NUMBER.test(body)) return undefined;
  if (sign && sign[0].length > 1) rules.add('minus_signs');
  const isNegative = enclosed !== null || behind !== null || sign?.[1] === '-';
  return { kind: 'number', written, body, isNegative, rules: [...rules] };
}

/**
 * What a number shows about its decimal mark: `point` or `comma` if only that one can read it, `either` if both can and
 * give different numbers (1,234), undefined if it makes no difference.
 */
export function markOf({ body }: NumberCell): DecimalMark | 'either' | undefined {
  if (!/[.,]/.test(body)) return undefined;
  if (PLAIN_DECIMALS.test(body)) return GROUP_OF_THREE.test(body) ? 'either' : 'point';
  const isPoint = POINT_NUMBER.test(body);
  if (isPoint && COMMA_NUMBER.test(body)) return 'either';
  return isPoint ? 'point' : 'comma';
}

/** The value of a number with this decimal mark; undefined if it cannot be read that way. */
export function valueWith(cell: NumberCell, mark: DecimalMark): number | undefined {
  if (mark === 'point' && cell.plain !== undefined) return cell.plain;
  const pattern = mark === 'point' ? POINT_NUMBER : COMMA_NUMBER;
  if (!pattern.test(cell.body)) return undefined;
  const digits =
    mark === 'point' ? cell.body.replace(/[ ,'_]/g, '') : cell.body.replace(/[ .'_]/g, '').replace(',', '.');
  return cell.isNegative ? -Number(digits) : Number(digits);
}

/** The rules that are needed to read a number with this decimal mark. */
export function rulesWith({ body, rules }: NumberCell, mark: DecimalMark): readonly NumberRule[] {
  if (rules.length === 0 && !/[^\d.e+-]/i.test(body) && mark === 'point') return rules;
  const all = [...rules];
  // With this mark a point groups thousands, so 1.234 is a different number than with the other.
  if (mark === 'comma' && /[.,]/.test(body)) all.push('decimal_comma');
  if ((mark === 'point' ? /[ ,'_]/ : /[ .'_]/).test(body)) all.push('thousands_marks');
  return all;
}

/** Why a value cannot be trained on; undefined if it can. */
export function outOfRange(value: number, written: string): string | undefined {
  return Number.isFinite(Math.fround(value)) ? undefined : `is ${written}, beyond what a 32-bit number holds`;
}
