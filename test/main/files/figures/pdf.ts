import { inflateSync } from 'node:zlib';

/** What a test reads of a PDF of one page, without the library that wrote it (ISO 32000-1, 7.3 and 9.10). */
export interface ReadPdf {
  /** Points. */
  readonly width: number;
  readonly height: number;
  /** Its text in the order in which it was written. */
  readonly text: string;
  /** Subtypes of the fonts that are embedded, such as `CIDFontType2`, which is TrueType. */
  readonly fonts: readonly string[];
  /** Sizes of letters in points. */
  readonly sizes: ReadonlySet<number>;
  /** Straight lines that are drawn. */
  readonly lines: number;
}

type Objects = ReadonlyMap<number, string>;

export function readPdf(file: Buffer): ReadPdf {
  const bytes = file.toString('latin1');
  const objects: Objects = new Map(
    [...bytes.matchAll(/(?:^|\n)(\d+) 0 obj\b([\s\S]*?)\bendobj/g)].map(([, number, body]) => [Number(number), body]),
  );
  const page = [...objects.values()].find((body) => /\/Type\s*\/Page\b/.test(body)) ?? '';
  const [left, bottom, right, top] = (/\/MediaBox\s*\[([^\]]*)\]/.exec(page)?.[1] ?? '')
    .trim()
    .split(/\s+/)
    .map(Number);
  const content = streamOf(objects.get(Number(/\/Contents\s+(\d+)/.exec(page)?.[1])) ?? '');
  const fonts = fontsOf(objects, page);
  const { text, sizes } = textOf(content, fonts);
  const embedded = [...objects.values()].flatMap(
    (body) => /\/Subtype\s*\/(CIDFontType\d|Type3|TrueType)/.exec(body)?.[1] ?? [],
  );
  return {
    width: right - left,
    height: top - bottom,
    text,
    sizes,
    fonts: embedded,
    lines: content.match(/ l$/gm)?.length ?? 0,
  };
}

function streamOf(body: string): string {
  const start = /stream\r?\n/.exec(body);
  if (!start) return '';
  const from = start.index + start[0].length;
  const length = Number(/\/Length\s+(\d+)/.exec(body)?.[1] ?? body.lastIndexOf('endstream') - from);
  const data = Buffer.from(body.slice(from, from + length), 'latin1');
  return (body.includes('/FlateDecode') ? inflateSync(data) : data).toString('latin1');
}

interface PdfFont {
  readonly letters: ReadonlyMap<number, string>;
  /** Bytes of a letter's code. */
  readonly bytes: 1 | 2;
}

function fontsOf(objects: Objects, page: string): Map<string, PdfFont> {
  const at = /\/Resources\s+(\d+) 0 R/.exec(page)?.[1];
  const resources = at === undefined ? page : (objects.get(Number(at)) ?? '');
  const named = /\/Font\s*<<([\s\S]*?)>>/.exec(resources)?.[1] ?? '';
  return new Map(
    [...named.matchAll(/\/(\w+)\s+(\d+) 0 R/g)].map(([, name, object]) => {
      const font = objects.get(Number(object)) ?? '';
      const map = streamOf(objects.get(Number(/\/ToUnicode\s+(\d+)/.exec(font)?.[1])) ?? '');
      return [name, { letters: lettersOf(map), bytes: font.includes('/Type0') ? 2 : 1 }];
    }),
  );
}

function lettersOf(map: string): Map<number, string> {
  const letters = new Map<number, string>();
  const written = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, letter] of block.matchAll(/<(\w+)>\s*<(\w+)>/g))
      letters.set(Number.parseInt(code, 16), written(letter));
  }
  for (const [, block] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, low, high, letter] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      const [from, to, first] = [low, high, letter].map((hex) => Number.parseInt(hex, 16));
      for (let code = from; code <= to; code++) letters.set(code, String.fromCharCode(first + code - from));
    }
  }
  return letters;
}

/** The text of a page: of each piece of text its letters, and a line's end after each. */
function textOf(content: string, fonts: ReadonlyMap<string, PdfFont>): { text: string; sizes: Set<number> } {
  const sizes = new Set<number>();
  let text = '';
  const tokens = content.matchAll(
    /(?:^|\n)([\d.]+) 0 0 [\d.]+ \S+ \S+ cm|\/(\w+)\s+([\d.]+)\s+Tf|<([\da-fA-F]+)>|\(((?:\\[\s\S]|[^\\)])*)\)|\bET\b/g,
  );
  let font: PdfFont | undefined;
  let pixel = 1;
  for (const found of tokens) {
    const [token, scale, name, size, hex, literal] = found as readonly (string | undefined)[];
    if (scale !== undefined) {
      pixel = Number(scale);
      continue;
    }
    if (name !== undefined) {
      font = fonts.get(name);
      sizes.add(Math.round(Number(size) * pixel * 1000) / 1000);
      continue;
    }
    if (token === 'ET') {
      text += '\n';
      continue;
    }
    const codes = hex === undefined ? unescapedBytes(literal ?? '') : Buffer.from(hex, 'hex');
    const step = font?.bytes ?? 1;
    for (let at = 0; at + step <= codes.length; at += step) text += font?.letters.get(codes.readUIntBE(at, step)) ?? '';
  }
  return { text, sizes };
}

function unescapedBytes(literal: string): Buffer {
  const plain = literal.replace(/\\(?:([0-7]{1,3})|([\s\S]))/g, (_, octal: string | undefined, letter: string) =>
    octal === undefined
      ? ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[letter] ?? letter)
      : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(plain, 'latin1');
}
