import { Chart } from 'chart.js';
import { DARK, LIGHT, type Palette } from '../../shared/figures/palette.ts';
import { recordDrawing, recordSteps } from '../../shared/figures/drawing.ts';
import { BASE_TEXT, PAGE_SIZES, pageOfPixels, pixelsOf } from '../../shared/figures/page.ts';
import { pictureOf } from '../../shared/figures/picture.ts';
import type { VectorKind, VectorText } from '../../shared/figures/vector-figure.ts';
import { cssFont, font } from '../../shared/figures/font.ts';
import { SUBTITLE_FONT, TITLE_FONT, type Figure } from '../../shared/figures/theme.ts';
import { wrapped } from '../../shared/figures/wrapped-text.ts';
import { pngOf, type Background } from '../exports/picture.ts';
import { writeVector } from '../exports/vector.ts';
import type { GridPicture, GridTile } from './grid.ts';
import { drawLegend, LEGEND_LINE, legendLines, MARGIN, write } from './grid-text.ts';
import { tileSize, type TileSize } from './tile-size.ts';

export interface GridChoice {
  /** Device pixels in a CSS pixel. */
  readonly scale: number;
  readonly background: Background;
}

/** CSS pixels. */
const COLUMN_GAP = 12;
const ROW_GAP = 14;
const TITLE_LINE = 20;
const TILE_HEADING = 20;
const TILE_FACTS = 18;
const LINE_KEY = 20;
/** The width of all columns together, if there is more than one. */
const USUAL_WIDTH = 1080;
const LONE_WIDTH = 520;
const HEADING_FONT = font(13, 600);

/** Where the parts of a picture lie, in CSS pixels. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly size: TileSize;
  /** The lines of the title. */
  readonly lines: readonly string[];
  /** Where the legend begins, and the first row of pictures. */
  readonly legend: number;
  readonly top: number;
  readonly row: number;
}

function layoutOf(grid: GridPicture, inner: number, measuring: CanvasRenderingContext2D): Layout {
  const { title, tiles } = grid;
  const isPlane = tiles.some((tile) => tile.isPlane);
  const size = tileSize(inner, tiles.length, isPlane);
  measuring.font = cssFont(TITLE_FONT);
  const lines = wrapped(title, inner, (text) => measuring.measureText(text).width);
  const legend = MARGIN + TITLE_LINE * lines.length;
  const top = legend + LEGEND_LINE * legendLines(grid, inner, LIGHT, measuring).length;
  const row = TILE_HEADING + size.height + TILE_FACTS + ROW_GAP;
  const height = top + row * Math.ceil(tiles.length / size.columns) - ROW_GAP + MARGIN;
  return { width: inner + 2 * MARGIN, height, size, lines, legend, top, row };
}

interface Look {
  readonly palette: Palette;
  /** undefined leaves the ground clear. */
  readonly ground: string | undefined;
}

/** Puts a tile's figure at a place. */
type DrawFigure = (figure: Figure, x: number, y: number) => void;

function drawGrid(
  context: CanvasRenderingContext2D,
  grid: GridPicture,
  { width, height, size, lines, legend, top, row }: Layout,
  { palette, ground }: Look,
  drawFigure: DrawFigure,
): void {
  if (ground !== undefined) {
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
  }
  context.font = cssFont(TITLE_FONT);
  lines.forEach((text, line) => {
    write(context, text, { x: MARGIN, y: MARGIN + TITLE_LINE * (line + 0.5), colour: palette.text, width });
  });
  drawLegend(context, grid, { top: legend, width: width - 2 * MARGIN, palette });
  grid.tiles.forEach((tile, index) => {
    const x = MARGIN + (index % size.columns) * (size.width + COLUMN_GAP);
    const y = top + Math.floor(index / size.columns) * row;
    drawTile(context, tile, { x, y, ...size, palette }, drawFigure);
  });
}

function measuringContext(canvas = document.createElement('canvas')): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  return context;
}

function lookOf(background: Background): Look {
  const palette = background === 'dark' ? DARK : LIGHT;
  return { palette, ground: background === 'transparent' ? undefined : palette.background };
}

/** Pictures of several runs at one position of their player as one PNG, each with its name, epoch and distance. */
export async function drawGridPng(grid: GridPicture, { scale, background }: GridChoice): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const context = measuringContext(canvas);
  const layout = layoutOf(grid, grid.tiles.length === 1 ? LONE_WIDTH : USUAL_WIDTH, context);
  const { width, height } = layout.size;
  canvas.width = Math.round(layout.width * scale);
  canvas.height = Math.round(layout.height * scale);
  context.scale(scale, scale);
  drawGrid(context, grid, layout, lookOf(background), (figure, x, y) => {
    const plot = document.createElement('canvas');
    plot.width = width;
    plot.height = height;
    const chart = new Chart(plot, pictureOf(figure, { scale, background: undefined }));
    context.drawImage(plot, x, y, width, height);
    chart.destroy();
  });
  return pngOf(canvas);
}

export interface GridVectorChoice {
  readonly kind: VectorKind;
  readonly text: VectorText;
  readonly background: Background;
  /** Points; left out, as wide as the PNG. The height follows from what is shown. */
  readonly width?: number | undefined;
  /** Points. */
  readonly font?: number | undefined;
}

/** The same as SVG or PDF: as many columns as the width has room for at the size of the font. */
export async function drawGridVector(
  grid: GridPicture,
  { kind, text, background, width, font: points }: GridVectorChoice,
): Promise<Blob> {
  const screen = pageOfPixels({ width: USUAL_WIDTH + 2 * MARGIN, height: 100 });
  const font = points ?? (width === undefined ? screen.font : PAGE_SIZES['one-column'].font);
  const asked = pixelsOf({ width: width ?? screen.width, height: screen.height, font }).width;
  const context = measuringContext();
  const layout = layoutOf(grid, Math.floor(asked) - 2 * MARGIN, context);
  const drawing = recordSteps(context, layout, (recorded, insert) => {
    drawGrid(recorded, grid, layout, lookOf(background), (figure, x, y) =>
      insert(recordDrawing(figure, layout.size, context), x, y),
    );
  });
  const page = { width: (layout.width * font) / BASE_TEXT, height: (layout.height * font) / BASE_TEXT, font };
  return writeVector(drawing, { kind, text, page }, grid.title);
}

interface TileFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

function drawTile(
  context: CanvasRenderingContext2D,
  tile: GridTile,
  { x, y, width, height, palette }: TileFrame,
  drawFigure: DrawFigure,
): void {
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
  if (figure) drawFigure(figure, x, y + TILE_HEADING);
  context.font = cssFont(SUBTITLE_FONT);
  const y1 = y + TILE_HEADING + height + TILE_FACTS / 2;
  write(context, tile.facts, { x, y: y1, colour: palette.mutedText, width });
}
