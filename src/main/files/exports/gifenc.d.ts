/** Types of the used part of gifenc, which has none of its own (https://github.com/mattdesl/gifenc). */
declare module 'gifenc' {
  export type GifPalette = number[][];

  export interface GifEncoder {
    /** `index` holds a colour of the palette a pixel; a picture without a palette has that of the first; `delay` in milliseconds; `repeat` 0 repeats for ever. */
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { readonly palette?: GifPalette; readonly delay?: number; readonly repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export interface Gifenc {
    GIFEncoder(): GifEncoder;
    quantize(rgba: Uint8ClampedArray, colours: number): GifPalette;
    nearestColorIndex(palette: GifPalette, pixel: readonly number[]): number;
  }

  const gifenc: Gifenc;
  export default gifenc;
}
