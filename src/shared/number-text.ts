/** Whole numbers up to here are written out; larger ones as powers of ten. */
const LARGE = 9_999_999.5;
const SMALL = 1e-4;

/** How a number is written: short by `numberText`, in full by `fullText`. */
export type WriteNumber = (value: number | undefined) => string;

/**
 * The usual form of a number for people: three significant digits, whole numbers in full. `0.0431`, `−12.3`, `95711`,
 * `1.23e9`, `4.20e-7`; a dash if there is none.
 */
export function numberText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : signed(value, shortened);
}

/** As `numberText`, for a recorded value: NaN is written as such. */
export function recordedText(value: number | undefined): string {
  return Number.isNaN(value) ? 'NaN' : numberText(value);
}

/** A number with every digit, as tooltips show it. */
export function fullText(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : signed(value, (magnitude) => exponent(String(magnitude)));
}

/** As `numberText`, with a plus sign if the number is above zero. */
export function signedText(value: number, write: WriteNumber = numberText): string {
  const text = write(value);
  return value > 0 ? `+${text}` : text;
}

function signed(value: number, write: (magnitude: number) => string): string {
  const text = Number.isFinite(value) ? write(Math.abs(value)) : '∞';
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

function shortened(magnitude: number): string {
  if (magnitude >= LARGE || (magnitude > 0 && magnitude < SMALL)) return exponent(magnitude.toExponential(2));
  // A number that rounds to a thousand has four digits.
  if (magnitude >= 999.5) return String(Math.round(magnitude));
  return Number.isInteger(magnitude) ? String(magnitude) : magnitude.toPrecision(3);
}

const exponent = (text: string) => text.replace('e+', 'e');

/** A correlation to two decimals: `0.47`, `−0.04`. */
export function correlationText(correlation: number): string {
  return signed(correlation, (magnitude) => magnitude.toFixed(2));
}

/** A p value to two digits: `0.0042`, `3.1e-7`. */
export function pText(p: number): string {
  if (p >= 0.995) return '1';
  // Doubles below this are 0.
  if (p < 1e-300) return 'below 1e-300';
  return p < SMALL ? Number(p.toPrecision(2)).toExponential() : p.toPrecision(2);
}

/** Four significant digits, for places and amounts in sentences: `0.3333`, `12.5`. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** All digits, in the shorter of the two notations: `0.0012`, `3e-4`. */
export function shortestText(value: number): string {
  const [plain, exponential] = [String(value), exponent(value.toExponential())];
  return exponential.length < plain.length ? exponential : plain;
}

/** Two digits with an exponent, such as 2.3e-7, for errors and tolerances. */
export function scientific(value: number): string {
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1);
}
