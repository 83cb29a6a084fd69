import { extname } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { WorkbenchError } from '../../../shared/errors.ts';
import { lengthOf, PAGE_SIZE_NAMES, PAGE_SIZES, type Page, type PageSizeName } from '../../../shared/figures/page.ts';
import { VECTOR_KINDS, VECTOR_TEXTS, type VectorText } from '../../../shared/figures/vector-figure.ts';
import type { FigureFormat } from '../../files/exports/figures.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { STDOUT } from '../output/file-output.ts';

/** The options of a vector picture. */
export interface FormatOptions {
  readonly size?: PageSizeName;
  /** Points. */
  readonly width?: number;
  readonly height?: number;
  readonly font?: number;
  readonly text?: VectorText;
  readonly title?: boolean;
}

const KINDS = ['png', ...VECTOR_KINDS] as const;
const ENDINGS = KINDS.map((kind) => `.${kind}`);
/** `.png, .svg or .pdf` */
const ENDINGS_TEXT = `${ENDINGS.slice(0, -1).join(', ')} or ${ENDINGS.at(-1)}`;

export function withFormatOptions(command: Command): Command {
  return command
    .addOption(new Option('--size <name>', 'size of an SVG or PDF by name').choices(PAGE_SIZE_NAMES))
    .option('--width <length>', 'width of an SVG or PDF, such as 85mm or 240pt', pageLength('width'))
    .option('--height <length>', 'its height (default: two thirds of the width)', pageLength('height'))
    .option('--font <length>', 'its font size, such as 8pt; line widths scale with it', pageLength('font'))
    .option('--title', 'draw the title also into an SVG or PDF with a chosen size')
    .option('--no-title', 'leave the title out also if no size is chosen')
    .addOption(
      new Option('--text <how>', 'text of an SVG as letters of an embedded font, or as outlines').choices(VECTOR_TEXTS),
    );
}

function pageLength(side: keyof Page): (text: string) => number {
  return (text) => {
    try {
      return lengthOf(text, side);
    } catch (error) {
      throw error instanceof WorkbenchError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/**
 * The format of a picture, chosen by the file's ending; undefined for an animation, which is always a GIF. Throws
 * RefusedInput if it is not clear.
 */
export function pictureFormat(
  picture: 'figure' | 'animation',
  file: string | undefined,
  options: FormatOptions,
): FigureFormat | undefined {
  const isAnimation = picture === 'animation';
  if (file === undefined) {
    throw refused(`name the figure’s file: -o FILE.${isAnimation ? 'gif' : 'png'}, or -o - for stdout`);
  }
  if (!isAnimation) return formatOf(file, options);
  if (file !== STDOUT && extname(file).toLowerCase() !== '.gif') {
    throw refused(`an animation is written as GIF; give a file that ends in .gif, not ${file}`);
  }
  const given = givenOf(options).at(0);
  if (given !== undefined) throw refused(`--${given} is for SVG and PDF; the animation is a GIF`);
  return undefined;
}

function formatOf(file: string, options: FormatOptions): FigureFormat {
  const kind = file === STDOUT ? 'png' : KINDS.find((one) => extname(file).toLowerCase() === `.${one}`);
  if (kind === undefined) {
    throw refused(`give a file that ends in ${ENDINGS_TEXT}, not ${file}`);
  }
  const { size, text = 'font', title } = options;
  if (kind === 'png') {
    const given = givenOf(options).at(0);
    if (given === undefined) return { kind };
    const written = file === STDOUT ? 'stdout gets PNG' : `${file} is PNG`;
    throw refused(`--${given} is for SVG and PDF, and ${written}; use -o FILE.svg or -o FILE.pdf`);
  }
  if (kind === 'pdf' && text === 'outlines') {
    throw refused('--text outlines is for SVG only');
  }
  for (const side of ['width', 'height'] as const) {
    if (size !== undefined && options[side] !== undefined) {
      throw refused(`--size ${size} and --${side} both set the size; omit one`);
    }
  }
  const named = size === undefined ? undefined : PAGE_SIZES[size];
  const { width, height, font } = options;
  const isChosen = (size ?? width ?? height ?? font) !== undefined;
  const page = { width: width ?? named?.width, height: height ?? named?.height, font: font ?? named?.font };
  return { kind, text, page: isChosen ? page : undefined, hasTitle: title ?? !isChosen };
}

/** The given options that only vector pictures have. */
export function givenOf(options: FormatOptions): (keyof FormatOptions)[] {
  return (['size', 'width', 'height', 'font', 'text', 'title'] as const).filter((name) => options[name] !== undefined);
}

function refused(message: string): RefusedInput {
  return new RefusedInput('bad-usage', [{ path: 'export', message }]);
}
