import { tokenMatches } from '../token-matches.ts';

export const OPERATORS = ['<=', '>=', '!=', '=', '<', '>', '~'] as const;
export type Operator = (typeof OPERATORS)[number];

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean; readonly at: number }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly at: number }
  | { readonly kind: 'open' | 'close' | 'end'; readonly at: number };

/** Why a filter cannot be read, and where: `at` counts characters from 0. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

// A list such as [64, 32] is one word; only separate brackets group comparisons. Inside quotes a quote is written with
// a backslash before it, or twice.
const TOKEN =
  /\s*(?:(?<operator><=|>=|!=|==|=|<|>|~|≤|≥|≠)|(?<open>\()|(?<close>\))|"(?<double>(?:[^"\\]|\\.|\\$|"")*)"|'(?<single>(?:[^'\\]|\\.|\\$|'')*)'|[“„](?<curly>[^“”]*)[“”]|(?<list>\[[^[\]]*\])|(?<word>[^\s()<>=!~≤≥≠"'“”„]+))/suy;

const OTHER_SIGNS: Readonly<Record<string, Operator>> = { '==': '=', '≤': '<=', '≥': '>=', '≠': '!=' };

/** The tokens of a filter expression. Throws FilterError. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of tokenMatches(text, TOKEN, unreadable)) {
    const { operator, open, close, double, single, curly, list, word } = groupsOf(match);
    const at = match.index + match[0].search(/\S/);
    const quoted = curly ?? (double === undefined ? single && unquoted(single, "'") : unquoted(double, '"'));
    if (operator) found.push({ kind: 'operator', operator: OTHER_SIGNS[operator] ?? (operator as Operator), at });
    else if (open) found.push({ kind: 'open', at });
    else if (close) found.push({ kind: 'close', at });
    else found.push({ kind: 'word', text: quoted ?? list ?? word ?? '', quoted: quoted !== undefined, at });
  }
  return [...found, { kind: 'end', at: text.trimEnd().length }];
}

/** The text between quotes. A backslash before a quote or a backslash, or a doubled quote, stands for the character itself. */
function unquoted(text: string, quote: string): string {
  return text.replaceAll(new RegExp(`\\\\(["'\\\\])|${quote}${quote}`, 'g'), (_, escaped?: string) => escaped ?? quote);
}

/** Text in quotes, as a filter reads it. */
export function inQuotes(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The groups of a match; those of other kinds of token are undefined. */
function groupsOf(match: RegExpExecArray): Readonly<Record<string, string | undefined>> {
  return match.groups ?? {};
}

function unreadable(text: string, from: number): FilterError {
  const at = from + text.slice(from).search(/\S/);
  const character = text.charAt(at);
  if (/["'“”„]/.test(character)) return new FilterError(`the quote ${character} is not closed`, at);
  return new FilterError(`unexpected ${character}; use one of ${OPERATORS.join(' ')} to compare`, at);
}
