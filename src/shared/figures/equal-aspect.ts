import { layouts } from 'chart.js';
import type { Chart, LayoutItem, Plugin } from 'chart.js';

type Side = 'left' | 'right' | 'top' | 'bottom';

/** A gap on one side, between the plot with its axes and what is around them. */
class Gap implements LayoutItem {
  readonly position: Side;
  /** Outside the axes, which have weight 0, and inside legend and titles. */
  readonly weight = 1;
  readonly fullSize = false;
  /** An axis that takes no width: Chart.js divides the width among the axes that are displayed. */
  readonly options = { display: false };
  width = 0;
  height = 0;
  left = 0;
  top = 0;
  right = 0;
  bottom = 0;
  #size = 0;

  constructor(position: Side) {
    this.position = position;
  }

  resize(size: number): void {
    this.#size = size;
  }

  isHorizontal(): boolean {
    return this.position === 'top' || this.position === 'bottom';
  }

  update(): void {
    if (this.isHorizontal()) this.height = this.#size;
    else this.width = this.#size;
  }

  draw(): void {
    // It is empty.
  }
}

const gapsOf = new WeakMap<Chart, readonly Gap[]>();

/** An invisible difference in pixels. */
const CLOSE_ENOUGH = 0.1;
/** The most layouts. Widths of tick labels depend on the plot's height, so layouts could alternate forever. */
const MOST_ROUNDS = 8;

/**
 * Gives a unit of x and a unit of y the same length, unless one axis is many times as long as the other: the plot is
 * made narrower or lower, and centred. Titles and legend keep the canvas's width. The space for them and the axes is
 * known only after a layout, so the layout is repeated from the same start until it fits.
 */
export const equalAspect: Plugin<'scatter'> = {
  id: 'equalAspect',
  start(chart) {
    const gaps = (['left', 'right', 'top', 'bottom'] as const).map((side) => new Gap(side));
    for (const gap of gaps) layouts.addBox(chart, gap);
    gapsOf.set(chart, gaps);
  },
  stop(chart) {
    for (const gap of gapsOf.get(chart) ?? []) layouts.removeBox(chart, gap);
    gapsOf.delete(chart);
  },
  beforeLayout(chart) {
    let room = { across: 0, up: 0 };
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (const gap of gapsOf.get(chart) ?? []) gap.resize((gap.isHorizontal() ? room.up : room.across) / 2);
      layouts.update(chart, chart.width, chart.height);
      const before = room;
      room = roomToSpare(chart, before);
      if (Math.max(Math.abs(room.across - before.across), Math.abs(room.up - before.up)) < CLOSE_ENOUGH) return;
    }
  },
};

interface Room {
  readonly across: number;
  readonly up: number;
}

/**
 * If an axis is this many times as long as the other, each has its own scale; with equal units the plot would shrink to
 * a line.
 */
const MOST_TIMES = 8;

/** Pixels by which the plot must shrink; `given` of them are already applied. */
function roomToSpare({ chartArea, scales: { x, y } }: Chart, given: Room): Room {
  const units = { across: x.max - x.min, up: y.max - y.min };
  const times = units.across / units.up;
  if (times > MOST_TIMES || times < 1 / MOST_TIMES) return { across: 0, up: 0 };
  const width = chartArea.width + given.across;
  const height = chartArea.height + given.up;
  const pixelsPerUnit = Math.max(0, Math.min(width / units.across, height / units.up));
  return { across: width - pixelsPerUnit * units.across, up: height - pixelsPerUnit * units.up };
}
