import gifenc, { type GifPalette } from 'gifenc';

/** A GIF holds show at most this many. */
const MOST_COLOURS = 256;

/** The colours of all pictures of a GIF. A pixel that stays the same keeps its colour, since the same colour is always drawn by the same. */
export class GifColours {
  readonly palette: GifPalette;
  /** For each red, green and blue, one more than the place in the palette; 0 if it has not been looked up. */
  readonly #places = new Uint16Array(1 << 24);

  /** Chosen for these pictures, out of all there are; of the colours `known` (six-digit hex) those that they have are kept exactly. */
  constructor(pictures: readonly Uint8ClampedArray[], known: readonly string[]) {
    const all = new Uint8ClampedArray(pictures.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const picture of pictures) {
      all.set(picture, at);
      at += picture.length;
    }
    const found = new Set<number>();
    for (let pixel = 0; pixel < all.length; pixel += 4) found.add(colourAt(all, pixel));
    const kept = [...new Set(known)].map(partsOf).filter(([red, green, blue]) => found.has(colourOf(red, green, blue)));
    this.palette = [...kept, ...gifenc.quantize(all, MOST_COLOURS - kept.length)];
  }

  /** The place in the palette of each pixel of a picture. */
  indexed(picture: Uint8ClampedArray): Uint8Array {
    const indices = new Uint8Array(picture.length / 4);
    for (let pixel = 0; pixel < indices.length; pixel++) {
      const colour = colourAt(picture, 4 * pixel);
      if (this.#places[colour] === 0) {
        const parts = [picture[4 * pixel], picture[4 * pixel + 1], picture[4 * pixel + 2]];
        this.#places[colour] = 1 + gifenc.nearestColorIndex(this.palette, parts);
      }
      indices[pixel] = this.#places[colour] - 1;
    }
    return indices;
  }
}

function colourAt(pixels: Uint8ClampedArray, at: number): number {
  return colourOf(pixels[at], pixels[at + 1], pixels[at + 2]);
}

function colourOf(red: number, green: number, blue: number): number {
  return (red << 16) | (green << 8) | blue;
}

function partsOf(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
