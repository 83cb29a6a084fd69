/** A number as tables and sentences show it, to three significant digits: `0.0431`, `−12.3`, `4.2e-7`; a dash where there is none. */
export function numberText(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  // What rounds to a thousand has four digits.
  const rounded = magnitude >= 999.5 ? String(Math.round(magnitude)) : plain(magnitude);
  return value < 0 && Number(rounded) !== 0 ? `−${rounded}` : rounded;
}

function plain(magnitude: number): string {
  if (Number.isInteger(magnitude)) return String(magnitude);
  return magnitude < 1e-4 ? String(Number(magnitude.toPrecision(3))) : magnitude.toPrecision(3);
}

/** The same with its sign, where it has one. */
export function signedText(value: number): string {
  const text = numberText(value);
  return value > 0 ? `+${text}` : text;
}

/** A p value to two digits: `0.0042`, `3.1e-7`. */
export function pText(p: number): string {
  if (p >= 0.995) return '1';
  // Below this a double holds no digits.
  if (p < 1e-300) return 'below 1e-300';
  return p < 1e-4 ? Number(p.toPrecision(2)).toExponential() : p.toPrecision(2);
}
