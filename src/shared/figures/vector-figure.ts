import { legendName } from './legend.ts';
import { withNearTitles } from './near-titles.ts';
import { referenceLinesOf } from './reference-lines.ts';
import type { Figure } from './theme.ts';

export const VECTOR_KINDS = ['svg', 'pdf'] as const;
export type VectorKind = (typeof VECTOR_KINDS)[number];

/** Letters of an embedded font, or their outlines. */
export const VECTOR_TEXTS = ['font', 'outlines'] as const;
export type VectorText = (typeof VECTOR_TEXTS)[number];

/** A figure in words; empty if it has no title. */
export function titleOf({ options }: Figure): string {
  const text: unknown = options?.plugins?.title?.text;
  return typeof text === 'string' ? text : '';
}

/** CSS pixels around a figure in a document, which has its own margins, and between legend entries. */
const MARGIN = { top: 0, right: 8, bottom: 4, left: 4 };
const LEGEND_GAP = { line: 6, scatter: 8 };
/** The length of a line's key in a legend, in CSS pixels; a long legend would take the figure's room. */
const KEY_WIDTH = 18;

type Dataset = Figure['data']['datasets'][number];

function shortlyNamed(dataset: Dataset): Dataset {
  return dataset.label === undefined ? dataset : { ...dataset, label: legendName(dataset.label) };
}

/**
 * The figure for a document: with small margins, and without title and subtitle, because the document has a caption. What the
 * subtitle would explain, the lines at equilibrium, the legend names. Over lines its names are the short ones, which take fewer rows.
 */
export function withoutTitle(figure: Figure): Figure {
  const { options } = figure;
  const { title, subtitle, legend } = options?.plugins ?? {};
  const { annotation } = (options?.plugins ?? {}) as { readonly annotation?: object };
  const annotations = referenceLinesOf(options?.plugins).map((line) =>
    line.type === 'line' && line.label.content === ''
      ? { ...line, label: { ...line.label, content: legendName(line.id) } }
      : line,
  );
  const labels = legend?.labels;
  const isLine = figure.type === 'line';
  const keyWidth = Math.min(KEY_WIDTH, labels?.pointStyleWidth ?? KEY_WIDTH);
  return {
    ...figure,
    data: {
      ...figure.data,
      datasets: isLine ? (figure.data.datasets as Dataset[]).map(shortlyNamed) : figure.data.datasets,
    },
    options: {
      ...options,
      ...(options?.scales && { scales: withNearTitles(options.scales) }),
      layout: { ...options?.layout, padding: MARGIN },
      plugins: {
        ...options?.plugins,
        title: { ...title, display: false },
        subtitle: { ...subtitle, display: false },
        legend: { ...legend, labels: { ...labels, padding: LEGEND_GAP[figure.type], pointStyleWidth: keyWidth } },
        ...(annotation && { annotation: { ...annotation, annotations } }),
      },
    },
  } as Figure;
}
