import { nearest } from '../config/nearest.ts';
import { fullName } from '../config/short-names.ts';
import type { Expression } from './expression.ts';
import { TIME_KEYS, timeSpan, TIMES } from './time.ts';
import { FilterError, OPERATORS, tokens, type Operator, type Token } from './tokens.ts';

export type ParsedFilter =
  | { readonly ok: true; readonly expression: Expression }
  | {
      readonly ok: false;
      /** The whole sentence. */
      readonly message: string;
      /** The position of the error, counted from 0. */
      readonly at: number;
      /**
       * Whether it begins like a comparison, with a key (or nearly one) and an operator. Otherwise it may be meant as
       * text.
       */
      readonly isBegun: boolean;
    };

/**
 * Reads comparisons of `keys` with = != < <= > >= and ~ (contains), joined by `and` and `or` (`and` binds closer) and
 * brackets, such as `wasserstein_1_tail < 0.1 and (seed <= 8 or name ~ "ring")`. Quoted text alone is searched for.
 */
export function parseFilter(text: string, keys: ReadonlySet<string>): ParsedFilter {
  try {
    const reader = new Reader(tokens(text), keys);
    return { ok: true, expression: reader.read() };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const message = `filter ${JSON.stringify(text)}, character ${error.at + 1}: ${error.message}`;
    return { ok: false, message, at: error.at, isBegun: beginsAsComparison(text, keys) };
  }
}

function beginsAsComparison(text: string, keys: ReadonlySet<string>): boolean {
  const key = /^[\s(]*([^\s()<>=!~≤≥≠"']+)\s*[<>=!~≤≥≠]/.exec(text)?.[1];
  return key !== undefined && (keys.has(key) || nearest(key, keys) !== undefined);
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #keys: ReadonlySet<string>;
  #next = 0;

  constructor(found: readonly Token[], keys: ReadonlySet<string>) {
    this.#tokens = found;
    this.#keys = keys;
  }

  read(): Expression {
    const expression = this.#or();
    const token = this.#take();
    if (token.kind === 'close') throw new FilterError('the bracket ) has no opening bracket', token.at);
    if (token.kind !== 'end') throw new FilterError('join comparisons with "and" or "or"', token.at);
    return expression;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#operand();
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#operand() };
    return left;
  }

  #operand(): Expression {
    const token = this.#take();
    if (token.kind === 'open') {
      const inner = this.#or();
      if (this.#take().kind !== 'close') throw new FilterError('the bracket ( is not closed', token.at);
      return inner;
    }
    if (token.kind !== 'word') {
      throw new FilterError('expected a comparison such as wasserstein_1_tail < 0.1', token.at);
    }
    if (token.quoted && this.#tokens[this.#next].kind !== 'operator') return { kind: 'text', text: token.text };
    return this.#comparison(token.text, token.at);
  }

  #comparison(written: string, at: number): Expression {
    // A key can also be a readable name, such as "Generator learning rate".
    const key = this.#keys.has(written) ? written : fullName(written);
    if (!this.#keys.has(key)) {
      const near = nearest(key, this.#keys);
      const right = near === undefined ? 'use status, name, seed, a metric or a setting' : `did you mean ${near}?`;
      throw new FilterError(`a run has no ${key}; ${right}`, at);
    }
    const operator = this.#take();
    if (operator.kind !== 'operator') {
      throw new FilterError(`expected one of ${OPERATORS.join(' ')} after ${key}`, operator.at);
    }
    if (TIME_KEYS.has(key)) return this.#time(key, operator.operator);
    const value = this.#take();
    if (value.kind !== 'word') throw new FilterError(`expected a value after ${operator.operator}`, value.at);
    return { kind: 'comparison', key, operator: operator.operator, value: value.text };
  }

  /** A time needs no quotes; it ends at the end of the comparison. */
  #time(key: string, operator: Operator): Expression {
    const { at } = this.#tokens[this.#next];
    const words: string[] = [];
    while (!this.#isWord('and') && !this.#isWord('or')) {
      const token = this.#tokens[this.#next];
      if (token.kind !== 'word') break;
      words.push(token.text);
      this.#next++;
    }
    const text = words.join(' ');
    if (text === '') throw new FilterError(`expected a time after ${operator}`, at);
    const span = timeSpan(text);
    if (span === undefined) throw new FilterError(`${JSON.stringify(text)} is not a time; ${TIMES}`, at);
    return { kind: 'time', key, operator, span };
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #isWord(word: 'and' | 'or'): boolean {
    const token = this.#tokens[this.#next];
    return token.kind === 'word' && !token.quoted && token.text.toLowerCase() === word;
  }

  #takeWord(word: 'and' | 'or'): boolean {
    const isIt = this.#isWord(word);
    if (isIt) this.#next++;
    return isIt;
  }
}
