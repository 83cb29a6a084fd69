import type { ChartType } from 'chart.js';
import { csvText, type TextTable } from '../comparison/table-text.ts';
import { csvLine, type Cell } from '../csv.ts';
import type { Range } from '../run.ts';
import type { DensityHeatOptions } from './density-heat.ts';
import type { DiscriminatorHeatOptions } from './discriminator-heat.ts';
import type { NetworkDrawingOptions } from './network-drawing.ts';
import type { DrawnNetwork } from './network-layers.ts';
import { CUT_OFF } from './frame-extent.ts';
import { BENEATH, type Figure } from './theme.ts';

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    /** The table of a figure whose points alone do not describe it. */
    figureTable: TextTable;
  }
}

/** What figures draw in addition to their datasets. */
interface DrawnOptions {
  readonly figureTable?: TextTable;
  readonly networkDrawing?: NetworkDrawingOptions;
  readonly densityHeat?: DensityHeatOptions;
  readonly discriminatorHeat?: DiscriminatorHeatOptions;
}

/**
 * A figure as a table with one row per point: the series' name, the position on the named axes, and for heat maps the
 * value. Gaps are omitted. Drawn networks have one row per layer. A figure with its own table uses that.
 */
export function figureCsv(figure: Figure): string {
  // In Chart.js's types every option is optional; these are complete.
  const { figureTable, networkDrawing, densityHeat, discriminatorHeat } = (figure.options?.plugins ??
    {}) as DrawnOptions;
  if (figureTable) return csvText(figureTable);
  if (networkDrawing) return networksCsv(networkDrawing.networks);
  const { x, ys } = axesOf(figure);
  const points = figure.data.datasets.flatMap((dataset) => {
    const own = 'yAxisID' in dataset ? dataset.yAxisID : undefined;
    const column = Math.max(
      0,
      ys.findIndex(({ id }) => id === own),
    );
    if (dataset.label?.endsWith(CUT_OFF) === true) return [];
    const name = (dataset.label ?? '').replace(BENEATH, '');
    return dataset.data.flatMap((point) => {
      const isThere = point.x !== null && point.y !== null && Number.isFinite(point.x) && Number.isFinite(point.y);
      return isThere
        ? [[name, point.x, ...ys.map((_, index) => (index === column ? point.y : undefined))] as Cell[]]
        : [];
    });
  });
  const values = [
    ...(densityHeat ? densityRows(densityHeat) : []),
    ...(discriminatorHeat ? discriminatorRows(discriminatorHeat) : []),
  ];
  const heads = ['series', x, ...ys.map(({ title }) => title)];
  return values.length === 0
    ? table(heads, points)
    : table([...heads, 'value'], [...points.map((point) => [...point, undefined]), ...values]);
}

interface VerticalAxis {
  /** Undefined for the axis of datasets that name none. */
  readonly id: string | undefined;
  readonly title: string;
}

/** The names of the axes in the figure. */
function axesOf({ options }: Figure): { readonly x: string; readonly ys: readonly VerticalAxis[] } {
  const titles = Object.entries(options?.scales ?? {}).map(([id, scale]) => {
    const text = scale && 'title' in scale ? [scale.title.text].flat().join(' ') : '';
    return { id, title: text === '' ? id : text };
  });
  const others = titles.filter(({ id }) => id !== 'x' && id !== 'y');
  const titleOf = (wanted: string) => titles.find(({ id }) => id === wanted)?.title ?? wanted;
  return { x: titleOf('x'), ys: [{ id: undefined, title: titleOf('y') }, ...others] };
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
function discriminatorRows({ outputs, horizontal, vertical }: DiscriminatorHeatOptions): Cell[][] {
  const side = Math.round(Math.sqrt(outputs.length));
  return Array.from(outputs, (value, point) => [
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
