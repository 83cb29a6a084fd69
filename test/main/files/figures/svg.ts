/** What a test reads of an SVG file. */
export interface ReadSvg {
  /** Points. */
  readonly width: number;
  readonly height: number;
  /** Its text in the order in which it was written. */
  readonly text: string;
  readonly title: string;
  /** Sizes of letters in points. */
  readonly sizes: ReadonlySet<number>;
  /** Files of the embedded fonts. */
  readonly faces: readonly Buffer[];
}

export function readSvg(file: Buffer): ReadSvg {
  const svg = file.toString('utf8');
  const [width, height] = ['width', 'height'].map((side) =>
    Number(new RegExp(`<svg[^>]* ${side}="([\\d.]+)pt"`).exec(svg)?.[1]),
  );
  const [, , boxWidth] = (/viewBox="([^"]+)"/.exec(svg)?.[1] ?? '').split(' ').map(Number);
  const texts = [...svg.matchAll(/<text\b([^>]*)>([^<]*)<\/text>/g)];
  return {
    width,
    height,
    text: texts.map(([, , text]) => unescaped(text.trim())).join('\n'),
    title: unescaped(/<title>([^<]*)</.exec(svg)?.[1] ?? ''),
    sizes: new Set(
      texts.map(([, attributes]) => rounded((Number(/font-size="([\d.]+)"/.exec(attributes)?.[1]) * width) / boxWidth)),
    ),
    faces: [...svg.matchAll(/url\(data:font\/woff2;base64,([^)]*)\)/g)].map(([, data]) => Buffer.from(data, 'base64')),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function unescaped(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
