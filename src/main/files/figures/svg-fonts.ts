import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { FONT_FAMILIES } from '../../../shared/figures/font.ts';
import { fallbackFiles, hasAny, rangesOf } from './fallback-fonts.ts';

const { resolve } = createRequire(import.meta.url);

/** Cells of a heat map touch: with smoothed edges the ground would be seen between them. */
const CELLS = 'rect{shape-rendering:crispEdges}';

/** The style of an SVG file, which holds the fonts of its text. */
export function fontFaces(svg: string): string {
  const letters = new Map<string, Set<string>>();
  for (const [, attributes, text] of svg.matchAll(/<text\b([^>]*)>([^<]*)/g)) {
    const weight = /font-weight="(\d+)"/.exec(attributes)?.[1] ?? '400';
    const of = letters.get(weight) ?? new Set();
    for (const letter of unescaped(text)) of.add(letter);
    letters.set(weight, of);
  }
  const faces = [...letters].flatMap(([weight, of]) =>
    fontFiles(Number(weight), of).map(
      ({ file, family, ranges }) =>
        `@font-face{font-family:"${family}";font-weight:${weight};unicode-range:${ranges};` +
        `src:url(data:font/woff2;base64,${readFileSync(resolve(file)).toString('base64')}) format("woff2")}`,
    ),
  );
  return `\n<style>${[CELLS, ...faces].join('\n')}</style>`;
}

interface FontFace {
  readonly file: string;
  /** As the file names itself, which is what the canvas writes. */
  readonly family: string;
  /** As style sheets name them. */
  readonly ranges: string;
}

/** The files of fonts that have these letters. */
function fontFiles(weight: number, letters: ReadonlySet<string>): FontFace[] {
  const inter = Object.entries(rangesOf('@fontsource/inter')).filter(
    ([subset, ranges]) => subset in FONT_FAMILIES && hasAny(ranges, letters),
  );
  return [
    ...inter.map(([subset, ranges]) => ({
      file: `@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`,
      family: FONT_FAMILIES.latin,
      ranges,
    })),
    ...fallbackFiles(letters),
  ];
}

const ENTITIES: readonly (readonly [RegExp, (code: string) => string])[] = [
  [/&#x([0-9a-f]+);/gi, (code) => String.fromCodePoint(Number.parseInt(code, 16))],
  [/&#(\d+);/g, (code) => String.fromCodePoint(Number(code))],
];

function unescaped(text: string): string {
  return ENTITIES.reduce((plain, [entity, letter]) => plain.replace(entity, (_, code: string) => letter(code)), text);
}
