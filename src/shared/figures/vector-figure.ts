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
const LEGEND_GAP = 8;

/**
 * The figure for a document: with small margins, and without title and subtitle, because the document has a caption. What the
 * subtitle would explain, the lines at equilibrium, the legend names.
 */
export function withoutTitle(figure: Figure): Figure {
  const { options } = figure;
  const { title, subtitle, legend } = options?.plugins ?? {};
  const { annotation } = (options?.plugins ?? {}) as { readonly annotation?: object };
  const annotations = referenceLinesOf(options?.plugins).map((line) =>
    line.type === 'line' && line.label.content === '' ? { ...line, label: { ...line.label, content: line.id } } : line,
  );
  return {
    ...figure,
    options: {
      ...options,
      ...(options?.scales && { scales: withNearTitles(options.scales) }),
      layout: { ...options?.layout, padding: MARGIN },
      plugins: {
        ...options?.plugins,
        title: { ...title, display: false },
        subtitle: { ...subtitle, display: false },
        legend: { ...legend, labels: { ...legend?.labels, padding: LEGEND_GAP } },
        ...(annotation && { annotation: { ...annotation, annotations } }),
      },
    },
  } as Figure;
}
