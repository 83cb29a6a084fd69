import { recordDrawing, type Drawing } from '../../shared/figures/drawing.ts';
import { pixelsOf, type Page } from '../../shared/figures/page.ts';
import { DARK, LIGHT } from '../../shared/figures/palette.ts';
import { titleOf, withoutTitle, type VectorKind, type VectorText } from '../../shared/figures/vector-figure.ts';
import { bridge } from '../state/connection.svelte.ts';
import type { Background } from './picture.ts';
import type { ShownFigure } from './shown-figures.svelte.ts';

export interface VectorChoice {
  readonly kind: VectorKind;
  readonly text: VectorText;
  readonly page: Page;
  readonly hasTitle: boolean;
  readonly background: Background;
}

const TYPES = { svg: 'image/svg+xml', pdf: 'application/pdf' };

/**
 * Draws a figure as SVG or PDF. The drawing steps are recorded here; the main process, which has the fonts, writes them
 * into a file.
 */
export async function drawVector(
  { figure: figureOf }: Pick<ShownFigure, 'figure'>,
  { kind, text, page, hasTitle, background }: VectorChoice,
): Promise<Blob> {
  const palette = background === 'dark' ? DARK : LIGHT;
  const figure = figureOf(palette);
  const measuring = document.createElement('canvas').getContext('2d');
  if (!measuring) throw new Error('This browser gives no canvas to draw on.');
  const { width, height } = pixelsOf(page);
  const drawing = recordDrawing(
    hasTitle ? figure : withoutTitle(figure),
    {
      width: Math.ceil(width),
      height: Math.ceil(height),
      background: background === 'transparent' ? undefined : palette.background,
    },
    measuring,
  );
  return writeVector(drawing, { kind, text, page }, titleOf(figure));
}

/** Has the main process, which has the fonts, write a drawing into a file of its own. */
export async function writeVector(
  drawing: Drawing,
  { kind, text, page }: Pick<VectorChoice, 'kind' | 'text' | 'page'>,
  title: string,
): Promise<Blob> {
  const input = { drawing: JSON.stringify(drawing), kind, text, page, title };
  const result = await bridge.request('exports.vector', input);
  if (!result.ok) throw new Error(result.error.message);
  return new Blob([result.output.slice()], { type: TYPES[kind] });
}
