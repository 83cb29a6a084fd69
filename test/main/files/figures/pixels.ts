import { createCanvas, loadImage } from '@napi-rs/canvas';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Pixels for which `holds` is true of red, green and blue (0 to 255), in the part from (left, top) to (right, bottom). */
  count(holds: Holds, part?: Part): number;
  /** The smallest box, in pixels, around the pixels below `top` for which `holds` is true. */
  box(holds: Holds, top: number): Box;
}

type Holds = (red: number, green: number, blue: number) => boolean;

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Shares of the picture's width and height. */
export interface Part {
  readonly left?: number;
  readonly top?: number;
  readonly right?: number;
  readonly bottom?: number;
}

export async function decodePng(png: Buffer): Promise<Pixels> {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return {
    width,
    height,
    count(holds, { left = 0, top = 0, right = 1, bottom = 1 } = {}) {
      let found = 0;
      for (let y = Math.floor(top * height); y < Math.floor(bottom * height); y++) {
        for (let x = Math.floor(left * width); x < Math.floor(right * width); x++) {
          const at = 4 * (y * width + x);
          if (holds(data[at], data[at + 1], data[at + 2])) found++;
        }
      }
      return found;
    },
    box(holds, from) {
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let y = from; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = 4 * (y * width + x);
          if (!holds(data[at], data[at + 1], data[at + 2])) continue;
          left = Math.min(left, x);
          right = Math.max(right, x + 1);
          top = Math.min(top, y);
          bottom = y + 1;
        }
      }
      return { left, right, top, bottom };
    },
  };
}

type Colour = readonly number[];

export function rgb(hex: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** What is seen where `colour` of this opacity lies on `ground`. */
export function over(colour: Colour, opacity: number, ground: Colour): Colour {
  return colour.map((part, index) => part * opacity + ground[index] * (1 - opacity));
}

/** True of pixels within 2 of `colour` in each part, which is what rounding of blended colours takes. */
export function near(colour: Colour): (...pixel: number[]) => boolean {
  return (...pixel) => pixel.every((part, index) => Math.abs(part - colour[index]) <= 2);
}
