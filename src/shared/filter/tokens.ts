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

// A list such as [64,32] is one word: only brackets of their own are brackets of the filter.
const TOKEN =
  /\s*(?:(?<operator><=|>=|!=|==|=|<|>|~)|(?<open>\()|(?<close>\))|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<word>[^\s()<>=!~"']+))/y;

/** The tokens of a filter expression. Throws FilterError. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const before = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw unreadable(text, before);
    const { operator, open, close, double, single, word } = groupsOf(match);
    const at = before + match[0].search(/\S/);
    const quoted = double ?? single;
    if (operator) found.push({ kind: 'operator', operator: operator === '==' ? '=' : (operator as Operator), at });
    else if (open) found.push({ kind: 'open', at });
    else if (close) found.push({ kind: 'close', at });
    else found.push({ kind: 'word', text: quoted ?? word ?? '', quoted: quoted !== undefined, at });
  }
  return [...found, { kind: 'end', at: end }];
}

/** The groups of a match: those of the other kinds of token are undefined. */
function groupsOf(match: RegExpExecArray): Readonly<Record<string, string | undefined>> {
  return match.groups ?? {};
}

function unreadable(text: string, from: number): FilterError {
  const at = from + text.slice(from).search(/\S/);
  const character = text.charAt(at);
  if (character === '"' || character === "'") return new FilterError(`the quote ${character} is never closed`, at);
  return new FilterError(`${character} means nothing here; compare with one of ${OPERATORS.join(' ')}`, at);
}
