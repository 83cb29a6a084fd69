/**
 * The files of the figures' font with their families. A canvas may use only one file per family, so each file has its
 * own family.
 */
export const FONT_FAMILIES = {
  latin: 'Inter',
  'latin-ext': 'Inter Latin Extended',
  greek: 'Inter Greek',
  cyrillic: 'Inter Cyrillic',
  'cyrillic-ext': 'Inter Cyrillic Extended',
  vietnamese: 'Inter Vietnamese',
} as const;

/** The font of every text in a figure, shipped with the program so that screen and exports measure the same. */
export const FONT_FAMILY = Object.values(FONT_FAMILIES)
  .map((family) => `"${family}"`)
  .join(', ');

export interface Font {
  readonly family: string;
  readonly size: number;
  readonly weight: 400 | 600;
  readonly lineHeight: number;
}

export function font(size: number, weight: 400 | 600 = 400): Font {
  return { family: FONT_FAMILY, size, weight, lineHeight: 1.2 };
}

/** The font as a canvas takes it. */
export function cssFont({ family, size, weight }: Font): string {
  return `${weight} ${size}px ${family}`;
}
