import { wholeNumber } from '../../../shared/counted.ts';

/** What a window sends is small but for tables, which are text or bytes. Ids of all runs are the longest list. */
export const MOST_VALUES = 250_000;
const MOST_KEYS = 1000;
const MOST_DEPTH = 64;

const TOO_MANY_VALUES = `holds more than ${wholeNumber(MOST_VALUES)} values`;

/** Fields that may hold bytes: files, pictures of files and latent vectors. */
const TAKES_BYTES: ReadonlySet<string> = new Set(['bytes', 'icon', 'part', 'vectors']);

const isPlain = (value: object) => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
};

/**
 * Why no schema should look at `input`, as the end of a sentence; undefined where one may. A schema goes through every
 * key and every item before it refuses, and takes an array of bytes for an object with as many keys.
 */
export function shapeProblem(input: unknown): string | undefined {
  let values = 0;
  const look = (value: unknown, key: string, depth: number): string | undefined => {
    values += 1;
    if (values > MOST_VALUES) return TOO_MANY_VALUES;
    if (typeof value !== 'object' || value === null) return undefined;
    if (ArrayBuffer.isView(value)) return TAKES_BYTES.has(key) ? undefined : 'contains bytes, which are not accepted';
    if (!isPlain(value)) return 'contains a value that is neither a list nor a plain object';
    if (depth >= MOST_DEPTH) return `is nested more than ${MOST_DEPTH} deep`;
    const isList = Array.isArray(value);
    if (isList && value.length > MOST_VALUES) return TOO_MANY_VALUES;
    const keys = isList ? [] : Object.keys(value);
    if (keys.length > MOST_KEYS) return `holds an object of more than ${wholeNumber(MOST_KEYS)} keys`;
    for (const one of isList ? value : []) {
      const reason = look(one, '', depth + 1);
      if (reason !== undefined) return reason;
    }
    for (const name of keys) {
      const reason = look((value as Readonly<Record<string, unknown>>)[name], name, depth + 1);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  return look(input, '', 0);
}
