const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** The width of a character in the window's font, whose figures are all as wide as a zero. */
function widthOfCharacter(character: string): number {
  const known = widths.get(character);
  if (known !== undefined) return known;
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d');
    const { fontFamily, fontSize } = getComputedStyle(document.body);
    if (context) context.font = `${fontSize} ${fontFamily}`;
  }
  const width = context?.measureText(/\d/.test(character) ? '0' : character).width ?? 0;
  widths.set(character, width);
  return width;
}

/** The width of a text in the window's font and size, in pixels. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}
