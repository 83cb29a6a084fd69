import { referenceLinesOf, REFERENCE_DASH } from './reference-lines.ts';
import { BENEATH, type Figure } from './theme.ts';

/** An entry of the page's legend: one line, fill or kind of points of a figure. */
export interface LegendEntry {
  readonly name: string;
  /** The short name, for narrow places. */
  readonly short: string;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly form: 'line' | 'area' | 'points';
}

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^ideal discriminator, .*/, 'ideal D, mean loss'],
  [/^ideal G\(z\), .*/, 'ideal G(z)'],
  [/^ideal D\*\(x\), .*/, 'D*(x)'],
  [/^(?:discriminator|critic) D\(x\)/, 'D(x)'],
  [/^(?:discriminator|critic), /, 'D '],
  [/^equilibrium, all losses$/, 'equilibrium'],
  [/^equilibrium, generator$/, 'equilibrium, G'],
  [/^equilibrium, (discriminator|critic), real and \1, fake$/, 'equilibrium, D'],
  [/^equilibrium, (?:discriminator|critic), /, 'equilibrium, D '],
  [/^target (?:density|data)$/, 'target'],
  [/^(?:.*, )?averaged generator$/, 'EMA'],
];

/** The short name of a line, for narrow places. */
export const legendName = (name: string) => SHORT.reduce((text, [long, short]) => text.replace(long, short), name);

/** The entries of a figure in the order of its own legend. */
export function legendEntries({ data, options }: Figure): LegendEntry[] {
  const drawn = data.datasets.flatMap((dataset): LegendEntry[] => {
    const name = dataset.label ?? '';
    if (name === '' || name.startsWith(BENEATH)) return [];
    const isLine = dataset.pointStyle === 'line' || 'stepped' in dataset;
    const colour: unknown = isLine ? dataset.borderColor : dataset.backgroundColor;
    const dash = 'borderDash' in dataset && Array.isArray(dataset.borderDash) ? dataset.borderDash.map(Number) : [];
    const form = dataset.pointStyle === 'rect' ? 'area' : dataset.pointStyle === 'circle' ? 'points' : 'line';
    return [{ name, short: legendName(name), colour: typeof colour === 'string' ? colour : '', dash, form }];
  });
  const levels = referenceLinesOf(options?.plugins).flatMap((line): LegendEntry[] => {
    if (line.type !== 'line') return [];
    // Those without a label, such as `equilibrium, generator`, have one entry together: files say each in their subtitle.
    const name = line.label.content || line.id.split(', ')[0];
    return [{ name, short: name, colour: line.borderColor, dash: [...REFERENCE_DASH], form: 'line' }];
  });
  return [...drawn, ...new Map(levels.map((level) => [level.name, level])).values()];
}

/** The figure without these entries of its legend, and without the faint lines under them. */
export function withoutEntries(figure: Figure, hidden: ReadonlySet<string>): Figure {
  if (hidden.size === 0) return figure;
  const isHidden = (label = '') =>
    [...hidden].some(
      (name) => label === name || (label.startsWith(BENEATH) && label.slice(BENEATH.length).startsWith(name)),
    );
  const levels = referenceLinesOf(figure.options?.plugins);
  const kept = levels.filter(
    ({ id, label }) =>
      ![...hidden].some((name) => label.content === name || id.endsWith(name) || id.startsWith(`${name}, `)),
  );
  const { annotation } = (figure.options?.plugins ?? {}) as { readonly annotation?: object };
  const options = {
    ...figure.options,
    plugins: { ...figure.options?.plugins, ...(annotation && { annotation: { ...annotation, annotations: kept } }) },
  };
  const datasets = figure.data.datasets.filter(({ label }) => !isHidden(label));
  return { ...figure, data: { ...figure.data, datasets }, options } as Figure;
}

/** The title of a figure in exports; empty if there is none. */
export function titleOf({ options }: Figure): string {
  const { title } = (options?.plugins ?? {}) as { readonly title?: { readonly text?: string } };
  return title?.text ?? '';
}

/** The subtitle of a figure in exports; empty if there is none. */
export function subtitleOf({ options }: Figure): string {
  const { subtitle } = (options?.plugins ?? {}) as { readonly subtitle?: { readonly text?: string } };
  return subtitle?.text ?? '';
}
