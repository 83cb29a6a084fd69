import type { ChartType, Plugin } from 'chart.js';
import type { Brush } from './brush.ts';
import type { DrawnLayer, DrawnNetwork } from './network-layers.ts';
import { font } from './theme.ts';

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

/** Units of a layer that are drawn; of a wider layer the dots in its middle stand for the others. */
const MOST_UNITS = 7;
const NAME_HEIGHT = 22;
const LINE_HEIGHT = 12;
const LABEL_SIZE = 10;

interface Row {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws `options.plugins.networkDrawing` in place of a plot: a row a network, its layers from left to right. */
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
  brush.font = fontOf(LABEL_SIZE);
  brush.textAlign = 'center';
  const labels = layers.map((layer) => [
    layer.width.toLocaleString('en-US'),
    ...layer.label.replaceAll('_', ' ').split(' '),
  ]);
  const widest = Math.max(...labels.flat().map((word) => brush.measureText(word).width));
  const inset = widest / 2 + 2;
  const step = (row.right - row.left - 2 * inset) / (layers.length - 1);
  // Where labels would touch, every other one stands lower.
  const isStaggered = widest + 4 > step;
  const lines = Math.max(...labels.map((words) => words.length));
  const labelHeight = LINE_HEIGHT * lines * (isStaggered ? 2 : 1) + 14;
  const top = row.top + NAME_HEIGHT;
  const bottom = row.bottom - labelHeight;
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

function drawName(brush: Brush, { name, parameters }: DrawnNetwork, row: Row, options: NetworkDrawingOptions): void {
  brush.textBaseline = 'top';
  brush.textAlign = 'left';
  brush.font = fontOf(12, 600);
  brush.fillStyle = options.text;
  brush.fillText(name, row.left, row.top);
  brush.textAlign = 'right';
  brush.font = fontOf(11);
  brush.fillStyle = options.mutedText;
  brush.fillText(`${parameters.toLocaleString('en-US')} parameters`, row.right, row.top + 1);
}

interface Unit {
  readonly x: number;
  readonly y: number;
}

function unitsOf({ width }: DrawnLayer, x: number, top: number, bottom: number): readonly Unit[] {
  const count = Math.min(width, MOST_UNITS);
  const spacing = (bottom - top) / MOST_UNITS;
  const middle = (top + bottom) / 2;
  // Of a wide layer the middle one gives way to the dots.
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

function fontOf(size: number, weight: 400 | 600 = 400): string {
  return `${weight} ${size}px ${font(size, weight).family}`;
}
