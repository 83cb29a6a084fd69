import type { ChartType } from 'chart.js';
import { csvText, type TextTable } from '../comparison/table-text.ts';
import { csvLine, type Cell } from '../csv.ts';
import type { Range } from '../run.ts';
import type { DensityHeatOptions } from './density-heat.ts';
import type { DiscriminatorHeatOptions } from './discriminator-heat.ts';
import type { NetworkDrawingOptions } from './network-drawing.ts';
import type { DrawnNetwork } from './network-layers.ts';
import type { Figure } from './theme.ts';

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    /** The table of a figure whose points alone do not say what it shows. */
    figureTable: TextTable;
  }
}

/** What figures draw beside their datasets. */
interface DrawnOptions {
  readonly figureTable?: TextTable;
  readonly networkDrawing?: NetworkDrawingOptions;
  readonly densityHeat?: DensityHeatOptions;
  readonly discriminatorHeat?: DiscriminatorHeatOptions;
}

/**
 * What a figure shows, as a table with one row a point: the series' name, x and y, and for heat maps the value there. Gaps
 * are left out. Of drawn networks one row a layer; a figure that brings a table of its own has that one.
 */
export function figureCsv(figure: Figure): string {
  // Chart.js takes every option for one that may be missing; these are given whole.
  const { figureTable, networkDrawing, densityHeat, discriminatorHeat } = (figure.options?.plugins ??
    {}) as DrawnOptions;
  if (figureTable) return csvText(figureTable);
  if (networkDrawing) return networksCsv(networkDrawing.networks);
  const points = figure.data.datasets.flatMap(({ label, data }) =>
    data.flatMap(({ x, y }) =>
      x !== null && y !== null && Number.isFinite(x) && Number.isFinite(y) ? [[label ?? '', x, y]] : [],
    ),
  );
  const values = [
    ...(densityHeat ? densityRows(densityHeat) : []),
    ...(discriminatorHeat ? discriminatorRows(discriminatorHeat) : []),
  ];
  return values.length === 0
    ? table(['series', 'x', 'y'], points)
    : table(['series', 'x', 'y', 'value'], [...points.map((point) => [...point, undefined]), ...values]);
}

function table(header: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map(csvLine).join('');
}

/** The density of each cell, at its middle. */
function densityRows({ grid: { columns, rows, density }, horizontal, vertical }: DensityHeatOptions): Cell[][] {
  return density.map((value, cell) => [
    'target density',
    between(horizontal, ((cell % columns) + 0.5) / columns),
    between(vertical, (Math.floor(cell / columns) + 0.5) / rows),
    value,
  ]);
}

/** D at each point where it was evaluated. */
function discriminatorRows({ probabilities, horizontal, vertical }: DiscriminatorHeatOptions): Cell[][] {
  const side = Math.round(Math.sqrt(probabilities.length));
  return Array.from(probabilities, (value, point) => [
    'D(x)',
    between(horizontal, (point % side) / (side - 1)),
    between(vertical, Math.floor(point / side) / (side - 1)),
    value,
  ]);
}

function between({ low, high }: Range, share: number): number {
  return low + (high - low) * share;
}

function networksCsv(networks: readonly DrawnNetwork[]): string {
  return table(
    ['network', 'layer', 'width', 'what'],
    networks.flatMap(({ name, layers }) => layers.map(({ width, label }, layer) => [name, layer, width, label])),
  );
}
