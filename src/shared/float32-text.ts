import type { Numbers } from './numbers.ts';

/** The shortest text, of 6 to 9 significant digits, that reads back as the same float32. Nine digits always do. */
export function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Object.is(Math.fround(Number(text)), value)) return String(Number(text));
  }
  return Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(9)));
}

/** Writes each number so that it reads back as the same float32. */
export function exactText(of: Numbers): (value: number) => string {
  return of instanceof Float32Array ? float32Text : String;
}
