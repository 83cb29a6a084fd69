/** The colours of a figure, each a six-digit hex colour. Colour-blind readers can distinguish the series (Okabe and Ito, 2008). */
export interface Palette {
  readonly background: string;
  readonly text: string;
  /** Ticks and subtitles. */
  readonly mutedText: string;
  readonly grid: string;
  readonly generator: string;
  readonly averagedGenerator: string;
  readonly discriminator: string;
  readonly discriminatorReal: string;
  readonly discriminatorFake: string;
  readonly idealDiscriminator: string;
  readonly equilibrium: string;
  readonly target: string;
  /** Colours of runs by their place (`RunFacts.colour`), repeated after the last. */
  readonly runs: readonly string[];
  /**
   * A colour ramp from the least to the largest value, each colour further from the background than the previous one.
   */
  readonly ramp: readonly string[];
}

export const LIGHT: Palette = {
  background: '#ffffff',
  text: '#1b1f24',
  mutedText: '#57606a',
  grid: '#e7e9ec',
  generator: '#0072b2',
  averagedGenerator: '#d55e00',
  discriminator: '#00805e',
  discriminatorReal: '#009e73',
  discriminatorFake: '#d55e00',
  idealDiscriminator: '#8a3f9e',
  equilibrium: '#1b1f24',
  target: '#7a828b',
  runs: ['#0072b2', '#d55e00', '#009e73', '#a3497f', '#b07d00', '#3a3fa8', '#5c6b00', '#7a4a2b'],
  ramp: ['#e4effa', '#9ccbe8', '#4a98cc', '#1a61a8', '#08306b'],
};

export const DARK: Palette = {
  background: '#16191d',
  text: '#e8eaed',
  mutedText: '#a3abb5',
  grid: '#2b3036',
  generator: '#56b4e9',
  averagedGenerator: '#ff8c42',
  discriminator: '#2fc79a',
  discriminatorReal: '#2fc79a',
  discriminatorFake: '#ff8c42',
  idealDiscriminator: '#c792ea',
  equilibrium: '#e8eaed',
  target: '#99a1ab',
  runs: ['#56b4e9', '#ff8c42', '#2fc79a', '#dd8fbd', '#f0c33c', '#9aa0ff', '#b8cc52', '#d3a07c'],
  ramp: ['#1d3247', '#1f5482', '#3a86c0', '#84bdea', '#e3f1fd'],
};

/** `colour` (six hex digits) with an opacity of 0 to 1. */
export function translucent(colour: string, opacity: number): string {
  const alpha = Math.round(opacity * 255);
  return colour + alpha.toString(16).padStart(2, '0');
}

/** Blends `colour` with `other` by a share from 0 to 1; both have six hex digits. */
export function blend(colour: string, other: string, share: number): string {
  const part = (text: string, start: number) => Number.parseInt(text.slice(start, start + 2), 16);
  const mixed = [1, 3, 5].map((start) => Math.round((1 - share) * part(colour, start) + share * part(other, start)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** What a colour loses beside one that is pointed at. */
const FAINTNESS = 0.82;

/** The colour of a line while another one is pointed at. */
export function faint(colour: string, { background }: Palette): string {
  return blend(colour, background, FAINTNESS);
}

/** The colour at a share from 0 to 1 of a ramp. */
export function rampColour(ramp: readonly string[], share: number): string {
  const place = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const below = Math.min(ramp.length - 2, Math.floor(place));
  return blend(ramp[below], ramp[below + 1], place - below);
}
