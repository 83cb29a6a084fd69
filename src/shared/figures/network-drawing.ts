import type { ChartType, Plugin } from 'chart.js';
import { wholeNumber } from '../counted.ts';
import type { Brush } from './brush.ts';
import type { DrawnLayer, DrawnNetwork } from './network-layers.ts';
import { cssFont, font } from './font.ts';

export interface NetworkDrawingOptions {
  readonly networks: readonly DrawnNetwork[];
  readonly background: string;
  readonly text: string;
  readonly mutedText: string;
  readonly unit: string;
  readonly connection: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    networkDrawing: NetworkDrawingOptions;
  }
}

/** The most units drawn per layer; in a wider layer dots in the middle stand for the rest. */
const MOST_UNITS = 7;
const NAME_HEIGHT = 22;
const LINE_HEIGHT = 12;
const LABEL_SIZE = 10;
const LEAST_UNITS_HEIGHT = 24;

interface Row {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws `options.plugins.networkDrawing` instead of a plot: one row per network, layers from left to right. */
export const networkDrawing: Plugin<'scatter', NetworkDrawingOptions> = {
  id: 'networkDrawing',
  afterDraw(chart, _, options) {
    const brush = chart.ctx as unknown as Brush;
    const { left, right, top, bottom } = chart.chartArea;
    const height = (bottom - top) / options.networks.length;
    options.networks.forEach((network, index) => {
      drawNetwork(
        brush,
        network,
        { left, right, top: top + height * index, bottom: top + height * (index + 1) },
        options,
      );
    });
  },
};

function drawNetwork(brush: Brush, network: DrawnNetwork, row: Row, options: NetworkDrawingOptions): void {
  const { layers } = network;
  drawName(brush, network, row, options);
  brush.font = cssFont(font(LABEL_SIZE));
  brush.textAlign = 'center';
  const top = row.top + NAME_HEIGHT;
  const widths = layers.map(({ width }) => [wholeNumber(width)]);
  // Each operation on a layer, such as layer norm, has a line; if that is too wide, each word has one.
  const said = layers.map(({ label }, index) => [
    ...widths[index],
    ...label.split(' ').map((one) => one.replaceAll('_', ' ')),
  ]);
  const inLines = placed(brush, said, row);
  const roomy = inLines.isStaggered
    ? placed(
        brush,
        said.map((lines) => lines.flatMap((one) => one.split(' '))),
        row,
      )
    : inLines;
  // If the words leave no room for the units, only their numbers are drawn.
  const { labels, inset, step, lines, isStaggered, height } =
    row.bottom - roomy.height - top >= LEAST_UNITS_HEIGHT ? roomy : placed(brush, widths, row);
  const bottom = row.bottom - height;
  const columns = layers.map((layer, index) => unitsOf(layer, row.left + inset + step * index, top, bottom));
  drawConnections(brush, columns, options);
  const radius = Math.min(5, (0.38 * (bottom - top)) / MOST_UNITS, 0.3 * step);
  columns.forEach((units, index) => {
    drawUnits(brush, units, radius, options);
    if (layers[index].width > MOST_UNITS) drawDots(brush, units, radius, options);
    const lower = isStaggered && index % 2 === 1 ? LINE_HEIGHT * lines : 0;
    labels[index].forEach((word, line) => {
      brush.fillStyle = line === 0 ? options.text : options.mutedText;
      brush.textBaseline = 'top';
      brush.fillText(word, units[0].x, bottom + 2 + lower + LINE_HEIGHT * line);
    });
  });
}

interface PlacedLabels {
  readonly labels: readonly (readonly string[])[];
  /** The distance from the row's ends to the centres of the first and last layer, and between layers. */
  readonly inset: number;
  readonly step: number;
  readonly lines: number;
  /** If labels would touch, every other one is placed lower. */
  readonly isStaggered: boolean;
  readonly height: number;
}

function placed(brush: Brush, labels: readonly (readonly string[])[], { left, right }: Row): PlacedLabels {
  const widest = Math.max(...labels.flat().map((word) => brush.measureText(word).width));
  const inset = widest / 2 + 2;
  const step = (right - left - 2 * inset) / (labels.length - 1);
  const isStaggered = widest + 4 > step;
  const lines = Math.max(...labels.map((words) => words.length));
  return { labels, inset, step, lines, isStaggered, height: LINE_HEIGHT * lines * (isStaggered ? 2 : 1) + 14 };
}

function drawName(brush: Brush, { name, parameters }: DrawnNetwork, row: Row, options: NetworkDrawingOptions): void {
  brush.textBaseline = 'top';
  brush.textAlign = 'left';
  brush.font = cssFont(font(12, 600));
  brush.fillStyle = options.text;
  brush.fillText(name, row.left, row.top);
  brush.textAlign = 'right';
  brush.font = cssFont(font(11));
  brush.fillStyle = options.mutedText;
  brush.fillText(`${wholeNumber(parameters)} parameters`, row.right, row.top + 1);
}

interface Unit {
  readonly x: number;
  readonly y: number;
}

function unitsOf({ width }: DrawnLayer, x: number, top: number, bottom: number): readonly Unit[] {
  const count = Math.min(width, MOST_UNITS);
  const spacing = (bottom - top) / MOST_UNITS;
  const middle = (top + bottom) / 2;
  // In a wide layer, dots replace the middle unit.
  return Array.from({ length: count }, (_, unit) => ({ x, y: middle + spacing * (unit - (count - 1) / 2) })).filter(
    (_, unit) => width <= MOST_UNITS || unit !== (MOST_UNITS - 1) / 2,
  );
}

function drawConnections(brush: Brush, columns: readonly (readonly Unit[])[], options: NetworkDrawingOptions): void {
  brush.strokeStyle = options.connection;
  brush.lineWidth = 0.6;
  brush.beginPath();
  columns.slice(1).forEach((column, index) => {
    for (const from of columns[index]) {
      for (const to of column) {
        brush.moveTo(from.x, from.y);
        brush.lineTo(to.x, to.y);
      }
    }
  });
  brush.stroke();
}

function drawUnits(brush: Brush, units: readonly Unit[], radius: number, options: NetworkDrawingOptions): void {
  brush.strokeStyle = options.unit;
  brush.fillStyle = options.background;
  brush.lineWidth = 1.5;
  for (const { x, y } of units) {
    brush.beginPath();
    brush.arc(x, y, radius, 0, 2 * Math.PI);
    brush.fill();
    brush.stroke();
  }
}

function drawDots(brush: Brush, units: readonly Unit[], radius: number, options: NetworkDrawingOptions): void {
  const middle = (units[0].y + units[units.length - 1].y) / 2;
  brush.fillStyle = options.unit;
  for (const by of [-1, 0, 1]) {
    brush.beginPath();
    brush.arc(units[0].x, middle + by * radius, Math.max(0.8, radius / 4), 0, 2 * Math.PI);
    brush.fill();
  }
}
