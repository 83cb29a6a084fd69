import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

const { resolve } = createRequire(import.meta.url);

export interface FontFile {
  /** Width of a character as a share of the font size; undefined where the file does not have it. */
  advance(character: string): number | undefined;
}

/** Reads character widths from an Inter file, without any canvas (https://www.w3.org/TR/WOFF/, OpenType `cmap` format 4). */
export function interFile(subset: string, weight: number): FontFile {
  const file = readFileSync(resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff`));
  const unitsPerEm = table(file, 'head').readUInt16BE(18);
  const metrics = table(file, 'hhea').readUInt16BE(34);
  const widths = table(file, 'hmtx');
  const glyphOf = characterMap(table(file, 'cmap'));
  return {
    advance(character) {
      const glyph = glyphOf(character.codePointAt(0) ?? 0);
      return glyph === 0 ? undefined : widths.readUInt16BE(4 * Math.min(glyph, metrics - 1)) / unitsPerEm;
    },
  };
}

function table(file: Buffer, tag: string): Buffer {
  const tables = file.readUInt16BE(12);
  for (let index = 0; index < tables; index++) {
    const entry = 44 + 20 * index;
    if (file.toString('latin1', entry, entry + 4) !== tag) continue;
    const [start, packed, full] = [4, 8, 12].map((offset) => file.readUInt32BE(entry + offset));
    const bytes = file.subarray(start, start + packed);
    return packed < full ? inflateSync(bytes) : bytes;
  }
  throw new Error(`the font has no table ${tag}`);
}

function characterMap(cmap: Buffer): (code: number) => number {
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + 8 * index));
  const start = subtables.find((offset) => cmap.readUInt16BE(offset) === 4);
  if (start === undefined) throw new Error('the font has no cmap of format 4');
  const segments = cmap.readUInt16BE(start + 6) / 2;
  const word = (block: number, segment: number) => start + 14 + 2 * (block * segments + segment) + (block > 0 ? 2 : 0);
  return (code) => {
    for (let segment = 0; segment < segments; segment++) {
      if (code > cmap.readUInt16BE(word(0, segment))) continue;
      const first = cmap.readUInt16BE(word(1, segment));
      if (code < first) return 0;
      const delta = cmap.readUInt16BE(word(2, segment));
      const offset = cmap.readUInt16BE(word(3, segment));
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = cmap.readUInt16BE(word(3, segment) + offset + 2 * (code - first));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
