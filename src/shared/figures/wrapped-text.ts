import type { ChartOptions, Scale, ScriptableContext } from 'chart.js';
import type { Brush } from './brush.ts';
import { cssFont, type Font } from './font.ts';
import { AXIS_TITLE_FONT, SUBTITLE_FONT, TITLE_FONT, type Figure } from './theme.ts';
import { SEPARATOR } from './title.ts';

type Drawing = Pick<ScriptableContext<'line' | 'scatter'>, 'chart'>;

/**
 * A figure's options with title and subtitle wrapped to the canvas's width, and the titles of vertical axes to their height, again at
 * each size. Without wrapping, Chart.js would squeeze the letters of a long line, and write a vertical title over the legend.
 */
export function withWrappedText(options: Figure['options']): ChartOptions<'line' | 'scatter'> {
  const { title, subtitle } = options?.plugins ?? {};
  return {
    ...options,
    ...(options?.scales && { scales: withFittingTitles(options.scales) }),
    plugins: {
      ...options?.plugins,
      title: { ...title, text: fitting(title?.text, TITLE_FONT) },
      subtitle: { ...subtitle, text: fitting(subtitle?.text, SUBTITLE_FONT) },
    },
  };
}

/** Chart.js accepts a function for the text, although its types do not say so. */
function fitting(text: unknown, font: Font): string {
  if (typeof text !== 'string') return '';
  const lines = ({ chart }: Drawing): string[] => {
    const brush = chart.ctx as unknown as Brush;
    brush.font = cssFont(font);
    const { left, right } = chart.options.layout?.padding as { readonly left: number; readonly right: number };
    const width = chart.width - left - right;
    return wrapped(text, width, (part) => brush.measureText(part).width);
  };
  return lines as unknown as string;
}

type Scales = NonNullable<NonNullable<Figure['options']>['scales']>;

/** CSS pixels that the horizontal axis takes from the height of the vertical ones, which are laid out before it. */
const HORIZONTAL_AXIS = 40;
/** A word stays whole. */
const WORDS = [SEPARATOR, ' '];

function withFittingTitles(scales: Scales): Scales {
  const fitted = Object.entries(scales).map(([id, axis]) => {
    const text: unknown = axis && 'title' in axis ? axis.title.text : undefined;
    // Axes that share the height have short titles.
    const fits = typeof text !== 'string' || (axis && 'stack' in axis);
    return [id, fits ? axis : { ...axis, title: { ...axis?.title, text: standing(text) } }];
  });
  return Object.fromEntries(fitted) as Scales;
}

/** Chart.js accepts a function here too. */
function standing(text: string): string {
  const lines = ({ chart, scale }: Drawing & { readonly scale: Scale }): string | string[] => {
    if (scale.isHorizontal()) return text;
    const brush = chart.ctx as unknown as Brush;
    brush.font = cssFont(AXIS_TITLE_FONT);
    const broken = wrapped(text, scale.maxHeight - HORIZONTAL_AXIS, (part) => brush.measureText(part).width, WORDS);
    return broken.length === 1 ? text : broken;
  };
  return lines as unknown as string;
}

/** Breaks a line between facts; if that is not enough, between words, then between letters. */
const CUTS = [SEPARATOR, ' ', ''];

/** Breaks `text` into lines of at most `width`, as full as possible. */
export function wrapped(
  text: string,
  width: number,
  measure: (text: string) => number,
  cuts: readonly string[] = CUTS,
): string[] {
  if (cuts.length === 0 || measure(text) <= width) return [text];
  const [cut, ...finer] = cuts;
  const lines: string[] = [];
  for (const part of cut === '' ? Array.from(text) : text.split(cut)) {
    const longer = `${lines.at(-1) ?? ''}${cut}${part}`;
    if (lines.length > 0 && measure(longer) <= width) lines.splice(-1, 1, longer);
    else lines.push(...wrapped(part, width, measure, finer));
  }
  return lines;
}
