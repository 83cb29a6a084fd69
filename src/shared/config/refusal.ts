/** Why a config cannot be used: one refusal a fault. */
export interface Refusal {
  /** The path of the fault, such as `generator.hidden_widths[1]`; `config` for the whole. */
  readonly path: string;
  /** The value that was given; undefined if none was. */
  readonly value: unknown;
  /** The whole sentence: path, value, and which values are allowed. */
  readonly message: string;
}

const LONGEST_TEXT = 60;

const shorten = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** A key as a path shows it: names as they are, anything else in quotes. */
const showKey = (key: string) =>
  /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key) ? shorten(key) : JSON.stringify(shorten(key));

/** `generator.hidden_widths[1]` for `['generator', 'hidden_widths', 1]`; `config` for the empty path. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += (text ? '.' : '') + showKey(String(key));
  }
  return text || 'config';
}

function isScalar(value: unknown): boolean {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value);
}

/** A value as a sentence shows it: a short text, made without calling any method of the value. */
export function showValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(shorten(value));
    case 'number':
      return String(value);
    case 'boolean':
      return `${value ? 'true' : 'false'} (yes or no)`;
    case 'bigint':
      return `${shorten(value.toString())} (a big integer)`;
    case 'undefined':
      return 'nothing';
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      if (value === null) return 'null';
      if (!Array.isArray(value)) return 'an object';
      if (value.length > 8 || !value.every(isScalar)) return `a list of ${value.length}`;
      return `[${value.map((item) => (typeof item === 'string' ? JSON.stringify(shorten(item)) : String(item))).join(', ')}]`;
  }
}

/**
 * A refusal that shows the value: `path: VALUE tail`, or `path: tail` if no value was given. Text is marked as text
 * unless `textExpected`, because "12" looks like 12.
 */
export function refuseValue(path: readonly PropertyKey[], value: unknown, tail: string, textExpected = false): Refusal {
  const kind = typeof value === 'string' && !textExpected ? ' (text)' : '';
  return refuse(path, value, value === undefined ? tail : `${showValue(value)}${kind} ${tail}`);
}

/** A refusal whose sentence needs no value: `path: tail`. */
export function refuse(path: readonly PropertyKey[], value: unknown, tail: string): Refusal {
  const at = formatPath(path);
  return { path: at, value, message: `${at}: ${tail}` };
}
