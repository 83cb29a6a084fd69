import type { FontSpec, Scale, ScaleOptionsByType, Tick } from 'chart.js';
import { toFont } from 'chart.js/helpers';
import type { Brush } from './brush.ts';

/** Free space between two labels, in CSS pixels. */
const ROOM = 8;

interface Label {
  readonly tick: Tick;
  readonly from: number;
  readonly to: number;
}

/** Powers of ten have priority over ticks in between; among others, the first one. */
function rank({ value }: Tick): number {
  return /^-?1e/.test(value.toExponential()) ? 0 : 1;
}

/**
 * Removes labels that would overlap another, because Chart.js makes space only between ticks at equal steps. Their grid
 * lines stay. Rotated labels are not affected.
 */
export function makeRoom(scale: Scale): void {
  const { ticks, labelRotation } = scale as Scale & { readonly labelRotation?: number };
  if (labelRotation) return;
  const kept: Label[] = [];
  const labels = ticks.flatMap((tick, index) => {
    if (typeof tick.label !== 'string' || tick.label === '') return [];
    const middle = scale.getPixelForTick(index);
    const half = sizeOf(scale, tick.label) / 2;
    return [{ tick, from: middle - half, to: middle + half }];
  });
  for (const label of labels.toSorted((one, other) => rank(one.tick) - rank(other.tick))) {
    if (kept.some(({ from, to }) => label.from < to + ROOM && from < label.to + ROOM)) label.tick.label = '';
    else kept.push(label);
  }
}

/** How long a label is along its axis. */
function sizeOf(scale: Scale, label: string): number {
  const font = toFont((scale.options as ScaleOptionsByType<'linear'>).ticks.font as Partial<FontSpec>);
  if (!scale.isHorizontal()) return font.size;
  const brush = (scale as unknown as { readonly ctx: Brush }).ctx;
  brush.font = font.string;
  const { width } = brush.measureText(label);
  return width;
}
