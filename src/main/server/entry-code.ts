import { randomInt } from 'node:crypto';
import { isSameToken } from './token.ts';

/** Letters and digits that are not mistaken for one another (https://www.crockford.com/base32.html). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
const MOST_ATTEMPTS = 5;

/** Normalises a typed code for comparison: lower case, dashes, blanks, O for 0, and I or L for 1 are accepted. */
function normalised(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/**
 * The code that the terminal prints and a page asks for, where a browser cannot be given a key in a file. It has 40 random bits and
 * admits one browser. After five wrong codes it is replaced, and `print` is called with the new one.
 */
export class EntryCode {
  readonly #print: (code: string) => void;
  #code: string | undefined;
  #attempts = 0;

  constructor(print: (code: string) => void) {
    this.#print = print;
  }

  /** Whether the bare address asks for a code. */
  get isAsked(): boolean {
    return this.#code !== undefined;
  }

  /** Makes a new code, which replaces the one before, and prints it. */
  issue(): void {
    const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
    this.#code = letters.join('');
    this.#attempts = 0;
    this.#print(`${this.#code.slice(0, 4)}-${this.#code.slice(4)}`);
  }

  /** Whether `typed` is the code; then it is good no more. */
  take(typed: string): boolean {
    if (this.#code === undefined) return false;
    if (isSameToken(normalised(typed), this.#code)) {
      this.#code = undefined;
      return true;
    }
    this.#attempts += 1;
    if (this.#attempts >= MOST_ATTEMPTS) this.issue();
    return false;
  }
}
