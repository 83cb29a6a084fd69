import { describe, expect, it } from 'vitest';
import { lengthOf, PAGE_SIZES, pageOf, pageOfPixels, pixelsOf } from '../../../src/shared/figures/page.ts';

describe('the size of a vector picture', () => {
  it('is given in millimetres, centimetres, inches or points', () => {
    expect(lengthOf('85mm', 'width')).toBeCloseTo(240.945, 3);
    expect(lengthOf('8.5 cm', 'width')).toBeCloseTo(240.945, 3);
    expect(lengthOf('3.5in', 'width')).toBe(252);
    expect(lengthOf('240PT', 'width')).toBe(240);
    expect(lengthOf('20mm', 'height')).toBeCloseTo(56.693, 3);
  });

  it.each([
    ['85px', 'width', '85px has the unit px, which is not known; use mm, cm, in or pt, such as 85mm.'],
    ['85', 'width', '85 has no unit; use mm, cm, in or pt, such as 85mm.'],
    ['wide', 'height', 'wide is not a length; write a number and its unit, such as 85mm.'],
    ['-3mm', 'height', '-3mm is not a length; write a number and its unit, such as 85mm.'],
    ['8', 'font', '8 has no unit; use mm, cm, in or pt, such as 8pt.'],
    ['5mm', 'width', 'A width is from 20 to 1200 mm.'],
    ['2m', 'width', '2m has the unit m, which is not known; use mm, cm, in or pt, such as 85mm.'],
    ['1300mm', 'height', 'A height is from 20 to 1200 mm.'],
    ['2pt', 'font', 'A font size is from 4 to 72 pt.'],
  ] as const)('refuses %s as a %s with a sentence', (text, side, message) => {
    expect(() => lengthOf(text, side)).toThrow(expect.objectContaining({ code: 'bad-size', message }));
  });

  it('has the proportion of its kind where only a width is chosen, and one column where only a font is', () => {
    expect(pageOf({ width: 300 }, 3 / 2)).toEqual({ width: 300, height: 200, font: 8 });
    expect(pageOf({ width: 300, height: 100, font: 9 }, 3 / 2)).toEqual({ width: 300, height: 100, font: 9 });
    expect(pageOf({ font: 10 }, 3 / 2)).toMatchObject({ width: PAGE_SIZES['one-column'].width, font: 10 });
    expect(() => pageOf({ width: 60, height: undefined }, 3 / 2)).toThrow('A height is from 20 to 1200 mm.');
    expect(PAGE_SIZES.slide.width / PAGE_SIZES.slide.height).toBeCloseTo(16 / 9, 10);
  });

  it('is laid out in the pixels of the screen where it is as large as there', () => {
    expect(pageOfPixels({ width: 960, height: 600 })).toEqual({ width: 720, height: 450, font: 9.75 });
    expect(pixelsOf(pageOfPixels({ width: 960, height: 600 }))).toEqual({ width: 960, height: 600 });
  });
});
