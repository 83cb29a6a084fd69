import { nearest } from '../config/nearest.ts';
import { tokenMatches } from '../token-matches.ts';
import { CONSTANTS, FUNCTION_NAMES } from './functions.ts';

/** Why a formula cannot be read, and where: `at` counts characters from 0. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

interface Token {
  readonly kind: 'number' | 'function' | 'value' | 'open' | 'close' | 'comma' | 'operator';
  readonly text: string;
  readonly at: number;
}

/** The most characters of a text, spaces included. The normal form of the longest allowed formula is shorter. */
export const MOST_CHARACTERS = 10_000;
/**
 * The most numbers, names and signs. Spaces and brackets do not count, because the library adds brackets of its own, as
 * in x^-2.
 */
const MOST_TOKENS = 250;
const MOST_BRACKETS = 40;

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_$][\p{L}_$\d]*)|(?<open>\()|(?<close>\))|(?<comma>,)|(?<operator>[-+*/^]))/uy;

/** Signs that word processors write instead of these. */
const OTHER_SIGNS: Readonly<Record<string, string>> = { '−': '-', '–': '-', '·': '*', '×': '*', '⋅': '*', '÷': '/' };

const isConstant = (name: string) => Object.hasOwn(CONSTANTS, name);
const isFunction = (name: string) => (FUNCTION_NAMES as readonly string[]).includes(name);

/** Replaces signs in `text` by those that the library reads, character by character. */
export function inPlainSigns(text: string): string {
  return (
    text
      .replaceAll(/[−–·×⋅÷]/gu, (sign) => OTHER_SIGNS[sign])
      .replaceAll(/\s/gu, ' ')
      // The library would read the point of 2.*x as part of the operator.
      .replaceAll(/(?<![\p{L}_$\d])(\d+)\.(?![\deE])/gu, '$1 ')
  );
}

/**
 * The names of the functions that a formula calls, with their positions, in order. Throws a FormulaError for a
 * character, name or bracket that is not allowed in a formula of `variables`. The library would allow many more names,
 * and its errors have no positions.
 */
export function checkTokens(text: string, variables: readonly string[]): Token[] {
  if (text.trim() === '') throw new FormulaError('the formula is empty', 0);
  if (text.length > MOST_CHARACTERS) {
    throw new FormulaError(`the formula is too long; use ${MOST_CHARACTERS} characters or fewer`, MOST_CHARACTERS);
  }
  const found = tokens(text, variables);
  const counted = found.filter(({ kind }) => kind !== 'open' && kind !== 'close');
  if (counted.length > MOST_TOKENS) {
    const right = `use ${MOST_TOKENS} numbers, names and signs or fewer`;
    throw new FormulaError(`the formula is too long; ${right}`, counted[MOST_TOKENS].at);
  }
  for (const [index, token] of found.entries()) checkNeighbour(found[index - 1], token);
  const last = found[found.length - 1];
  if (last.kind === 'function') throw withoutBracket(last);
  checkBrackets(found, text);
  return found.filter(({ kind }) => kind === 'function');
}

function tokens(text: string, variables: readonly string[]): Token[] {
  const found: Token[] = [];
  for (const match of tokenMatches(text, TOKEN, unreadable)) {
    const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
    const [kind, written = ''] = Object.entries(groups).find(([, part]) => part !== undefined) ?? [];
    const at = match.index + match[0].length - written.length;
    found.push({ kind: kind === 'name' ? kindOf(written, at, variables) : (kind as Token['kind']), text: written, at });
  }
  return found;
}

function kindOf(name: string, at: number, variables: readonly string[]): 'function' | 'value' {
  if (variables.includes(name) || isConstant(name)) return 'value';
  if (isFunction(name)) return 'function';
  const near = nearest(name, [...variables, ...FUNCTION_NAMES, ...Object.keys(CONSTANTS)]);
  const right =
    near === undefined
      ? `use ${[...variables, ...Object.keys(CONSTANTS)].join(', ')}, and the functions ${FUNCTION_NAMES.join(', ')}`
      : `did you mean ${near}?`;
  throw new FormulaError(`${name} is not known in a formula; ${right}`, at);
}

function unreadable(text: string, from: number): FormulaError {
  const at = from + text.slice(from).search(/\S/);
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const power = { '²': 2, '³': 3, '⁴': 4 }[character];
  const right = power === undefined ? 'use numbers, names, + - * / ^ and brackets' : `write ^${power}`;
  return new FormulaError(`${character} is not allowed in a formula; ${right}`, at);
}

const withoutBracket = ({ text, at }: Token) =>
  new FormulaError(`after ${text} a bracket is missing; write ${text}(…)`, at + text.length);

/** Two adjacent values are not a product, because 1/2x could mean (1/2)·x or 1/(2x). */
function checkNeighbour(before: Token | undefined, token: Token): void {
  if (before === undefined) return;
  if (before.kind === 'function' && token.kind !== 'open') throw withoutBracket(before);
  if (before.text === '*' && token.text === '*')
    throw new FormulaError('** is not known; write ^ for a power', before.at);
  const ends = ['number', 'value', 'close'].includes(before.kind);
  const begins = ['number', 'function', 'value', 'open'].includes(token.kind);
  if (!ends || !begins) return;
  if (before.kind === 'value' && token.kind === 'open')
    throw new FormulaError(`${before.text} is not a function; write * to multiply`, token.at);
  throw new FormulaError(`a sign is missing between ${before.text} and ${token.text}; write * to multiply`, token.at);
}

function checkBrackets(found: readonly Token[], text: string): void {
  const open: Token[] = [];
  for (const [index, token] of found.entries()) {
    if (token.kind === 'open') open.push(found[index - 1]?.kind === 'function' ? found[index - 1] : token);
    if (open.length > MOST_BRACKETS)
      throw new FormulaError(`the brackets are nested too deep; use ${MOST_BRACKETS} or fewer`, token.at);
    if (token.kind === 'close' && open.pop() === undefined)
      throw new FormulaError('this closing bracket was never opened', token.at);
    if (token.kind === 'comma' && open.at(-1)?.kind !== 'function')
      throw new FormulaError(
        'a comma is allowed only between the values of a function; write decimals with a point',
        token.at,
      );
  }
  const last = open.at(-1);
  if (last === undefined) return;
  const opened = last.kind === 'function' ? last.at + last.text.length : last.at;
  throw new FormulaError(
    `a closing bracket is missing; the bracket opened at character ${opened + 1} is never closed`,
    text.trimEnd().length,
  );
}
