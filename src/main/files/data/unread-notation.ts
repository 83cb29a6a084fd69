/**
 * Notations that are recognised but not read as numbers. `words` completes the sentence “column x contains …”; `advice`
 * says what to save instead.
 */
export interface UnreadNotation {
  readonly words: string;
  readonly advice: string;
  readonly pattern: RegExp;
}

const NUMBER = String.raw`\d[\d.,' ]*`;
const MONTH = String.raw`\p{L}{3,10}\.?`;
const CURRENCY = String.raw`\p{Sc}|USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|SEK|NOK|DKK|PLN|CZK|BRL|R\$|kr\.?|Fr\.|zł|Kč|Ft`;

/** Notations in the order in which they are tried. */
export const UNREAD_NOTATIONS: readonly UnreadNotation[] = [
  {
    words: 'formulas',
    advice: 'save the values that the formulas give',
    pattern: /^=/,
  },
  {
    words: 'digits of another script (such as Arabic-Indic or Devanagari)',
    advice: 'save the numbers with the digits 0 to 9',
    pattern: /(?![0-9])\p{Nd}|\d[٫٬]\d/u,
  },
  {
    words: 'percent signs',
    advice: 'save the numbers without the sign',
    pattern: new RegExp(String.raw`^[+-]?${NUMBER} ?[%‰٪]$|^% ?${NUMBER}$`, 'u'),
  },
  {
    words: 'currency signs',
    advice: 'save the amounts as plain numbers',
    pattern: new RegExp(
      String.raw`^[(+-]? ?(?:${CURRENCY}) ?[+-]?${NUMBER}\)?$|^[(+-]?${NUMBER}(?:${CURRENCY})\)?$`,
      'iu',
    ),
  },
  {
    words: 'dates',
    advice: 'save them as numbers, such as days since the first',
    pattern: new RegExp(
      [
        String.raw`^\d{4}([-/.])\d{1,2}(?:\1\d{1,2})?(?:[T ]+\d{1,2}:.*)?$`,
        String.raw`^\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})(?:[T ,]+\d{1,2}:.*)?$`,
        String.raw`^\d{1,2}[-./ ]{1,2}${MONTH}[-./, ]{1,2}\d{2,4}(?: .*)?$`,
        String.raw`^\p{L}{3,10}[., ]{1,2}\d{1,2}[, ]{1,2}\d{4}(?: .*)?$`,
        String.raw`^\d{4}年\d{1,2}月(?:\d{1,2}日)?$`,
      ].join('|'),
      'u',
    ),
  },
  {
    words: 'times',
    advice: 'save them as numbers, such as seconds',
    pattern: /^-?(?:\d+ days? )?\d{1,3}:\d{2}(?::\d{2}(?:[.,]\d+)?|[.,]\d+)? ?(?:[ap]\.?m\.?)?$/i,
  },
  {
    words: 'logical values (true, false)',
    advice: 'save them as 1 and 0',
    pattern: /^(?:true|false|wahr|falsch|vrai|faux|verdadero|falso|vero)$/i,
  },
  {
    words: 'hexadecimal numbers',
    advice: 'save them as decimal numbers',
    pattern: /^[+-]?0x[\da-f]/i,
  },
  {
    words: 'powers of ten written out',
    advice: 'save them as 1.5e3',
    pattern: new RegExp(String.raw`^[+-]?${NUMBER}[×x·*] ?10 ?(?:\^|\*\*|[⁺⁻⁰¹²³⁴-⁹])`, 'iu'),
  },
  {
    words: 'uncertainties',
    advice: 'save the value and its uncertainty as two columns',
    pattern: new RegExp(String.raw`^[+-]?${NUMBER}(?:±|\+/-|\+-)|^[+-]?\d+[.,]\d+\(\d+\)`, 'u'),
  },
  {
    words: 'complex numbers',
    advice: 'save the real and the imaginary part as two columns',
    pattern: /^\(?[+-]?\d[\d.]*(?:e[+-]?\d+)? ?[+-] ?\d[\d.]*(?:e[+-]?\d+)? ?[ij]\)?$/i,
  },
  {
    words: 'bounds (such as <0.01)',
    advice: 'save one number per cell, or leave those cells empty',
    pattern: /^[<>≤≥~≈]=? ?[+-]?[\d.]/u,
  },
  {
    words: 'fractions',
    advice: 'save them as decimal numbers',
    pattern: /^[+-]?(?:\d+ )?\d+ ?[/⁄] ?\d+$|[¼-¾⅐-⅞]$/u,
  },
  {
    words: 'ranges',
    advice: 'save one number per cell, such as the middle',
    pattern: new RegExp(String.raw`^${NUMBER}(?:-|\.\.|to|bis) ?${NUMBER}$`, 'u'),
  },
  {
    words: 'lists',
    advice: 'save a column for each entry',
    pattern: /^[[{(].*\d.*[\]})]$/u,
  },
  {
    words: 'letters or signs after the numbers (such as a unit)',
    advice: 'save only the numbers',
    pattern: new RegExp(String.raw`^[+-]?${NUMBER}[\p{L}°µ"′″*†‡§²³/]{1,10}(?:[\p{L}\d/²³°^·-]{0,10})$`, 'u'),
  },
];

/** The notation of a value, if it is one of these. */
export function unreadNotation(text: string): UnreadNotation | undefined {
  return UNREAD_NOTATIONS.find(({ pattern }) => pattern.test(text));
}
