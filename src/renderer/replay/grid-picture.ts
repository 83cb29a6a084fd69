import { Chart } from 'chart.js';
import { DARK, LIGHT, translucent, type Palette } from '../../shared/figures/palette.ts';
import type { LineStyle } from '../../shared/figures/line-styles.ts';
import { pictureOf } from '../../shared/figures/picture.ts';
import { SMALL_POINTS } from '../../shared/figures/small-multiple.ts';
import { cssFont, font, SUBTITLE_FONT, TITLE_FONT, type Figure } from '../../shared/figures/theme.ts';
import { wrapped } from '../../shared/figures/wrapped-text.ts';
import { pngOf, type Background } from '../exports/picture.ts';
import { tileSize } from './tile-size.ts';

export interface GridTile extends LineStyle {
  readonly title: string;
  /** The seeds that it shows, in words, if it stands for a group. */
  readonly seeds: string | undefined;
  /** Whether it shows several seeds. */
  readonly isPooled: boolean;
  /** The line below its name: its epoch and its distance to the target. */
  readonly facts: string;
  /** Returns undefined if there is nothing to draw. */
  readonly figure: (palette: Palette) => Figure | undefined;
  readonly isPlane: boolean;
}

export interface GridPicture {
  readonly title: string;
  readonly tiles: readonly GridTile[];
  /** Whether averaged generators are drawn too. */
  readonly hasAveraged: boolean;
}

export interface GridChoice {
  /** Device pixels per CSS pixel. */
  readonly scale: number;
  readonly background: Background;
}

/** CSS pixels. */
const MARGIN = 16;
const COLUMN_GAP = 12;
const ROW_GAP = 14;
const TITLE_LINE = 20;
const LEGEND_LINE = 26;
const TILE_HEADING = 20;
const TILE_FACTS = 18;
const KEY = 10;
const LINE_KEY = 20;
/** The width of all columns together, if there is more than one. */
const USUAL_WIDTH = 1080;
const LONE_WIDTH = 520;
const HEADING_FONT = font(13, 600);

/** Pictures of several runs at one position of their player as one PNG, each with its name, epoch and distance. */
export async function drawGridPng(
  { title, tiles, hasAveraged }: GridPicture,
  { scale, background }: GridChoice,
): Promise<Blob> {
  const palette = background === 'dark' ? DARK : LIGHT;
  const inner = tiles.length === 1 ? LONE_WIDTH : USUAL_WIDTH;
  const isPlane = tiles.some((tile) => tile.isPlane);
  const size = tileSize(inner, tiles.length, isPlane);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.font = cssFont(TITLE_FONT);
  const lines = wrapped(title, inner, (text) => context.measureText(text).width);
  const top = MARGIN + TITLE_LINE * lines.length + LEGEND_LINE;
  const row = TILE_HEADING + size.height + TILE_FACTS + ROW_GAP;
  const height = top + row * Math.ceil(tiles.length / size.columns) - ROW_GAP + MARGIN;
  canvas.width = Math.round((inner + 2 * MARGIN) * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.font = cssFont(TITLE_FONT);
  if (background !== 'transparent') {
    context.fillStyle = palette.background;
    context.fillRect(0, 0, inner + 2 * MARGIN, height);
  }
  lines.forEach((text, line) => {
    write(context, text, { x: MARGIN, y: MARGIN + TITLE_LINE * (line + 0.5), colour: palette.text, width: inner });
  });
  const isPooled = tiles.some((tile) => tile.isPooled);
  const y = MARGIN + TITLE_LINE * lines.length + LEGEND_LINE / 2 - 3;
  drawLegend(context, { y, palette, hasAveraged, isPlane, isPooled });
  tiles.forEach((tile, index) => {
    const x = MARGIN + (index % size.columns) * (size.width + COLUMN_GAP);
    const y = top + Math.floor(index / size.columns) * row;
    drawTile(context, tile, { x, y, ...size, scale, palette });
  });
  return pngOf(canvas);
}

interface TileFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly palette: Palette;
}

function drawTile(context: CanvasRenderingContext2D, tile: GridTile, frame: TileFrame): void {
  const { x, y, width, height, scale, palette } = frame;
  const middle = y + TILE_HEADING / 2;
  context.strokeStyle = palette.runs[tile.colour % palette.runs.length];
  context.lineWidth = 3;
  context.setLineDash([...tile.dash]);
  context.beginPath();
  context.moveTo(x, middle);
  context.lineTo(x + LINE_KEY, middle);
  context.stroke();
  context.setLineDash([]);
  context.font = cssFont(HEADING_FONT);
  const left = x + LINE_KEY + 6;
  const end = left + write(context, tile.title, { x: left, y: middle, colour: palette.text, width: x + width - left });
  if (tile.seeds !== undefined) {
    context.font = cssFont(SUBTITLE_FONT);
    const room = Math.max(0, x + width - end - 8);
    write(context, tile.seeds, { x: end + 8, y: middle, colour: palette.mutedText, width: room });
  }
  const figure = tile.figure(palette);
  if (figure) {
    const plot = document.createElement('canvas');
    plot.width = width;
    plot.height = height;
    const chart = new Chart(plot, pictureOf(figure, { scale, background: undefined }));
    context.drawImage(plot, x, y + TILE_HEADING, width, height);
    chart.destroy();
  }
  context.font = cssFont(SUBTITLE_FONT);
  const y1 = y + TILE_HEADING + height + TILE_FACTS / 2;
  write(context, tile.facts, { x, y: y1, colour: palette.mutedText, width });
}

interface LegendFrame {
  readonly y: number;
  readonly palette: Palette;
  readonly hasAveraged: boolean;
  readonly isPlane: boolean;
  readonly isPooled: boolean;
}

/** Draws the legend for grey and for the runs' colours. */
function drawLegend(
  context: CanvasRenderingContext2D,
  { y, palette, hasAveraged, isPlane, isPooled }: LegendFrame,
): void {
  context.font = cssFont(SUBTITLE_FONT);
  const limit = isPlane ? ` (of points up to ${SMALL_POINTS})` : '';
  const entries = [
    { text: 'target', colour: translucent(palette.target, 0.6) },
    { text: `generated samples${limit}, in the colour of the run`, colour: palette.generator },
    ...(isPooled && !isPlane
      ? [{ text: 'from the lowest to the highest seed', colour: translucent(palette.generator, 0.5) }]
      : []),
    ...(hasAveraged ? [{ text: 'averaged generator, as a line', colour: palette.text }] : []),
  ];
  let x = MARGIN;
  for (const { text, colour } of entries) {
    context.fillStyle = colour;
    context.fillRect(x, y - KEY / 2, KEY, KEY);
    x += 1.6 * KEY;
    write(context, text, { x, y, colour: palette.text, width: USUAL_WIDTH });
    x += context.measureText(text).width + 2 * KEY;
  }
}

interface Written {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly colour: string;
  /** The width from which a text is cut, with an ellipsis. */
  readonly width: number;
}

/** Returns its width. */
function write(context: CanvasRenderingContext2D, text: string, { x, y, colour, width }: Written): number {
  context.fillStyle = colour;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  context.fillText(shown, x, y);
  return context.measureText(shown).width;
}
