import type { Page } from 'playwright-core';

export interface ChartShare {
  /** Of the window's pixels, those that lie inside the axes of charts and can be seen, in percent. */
  readonly percent: number;
  /** Names of the charts whose axes are in view from edge to edge, from the top. */
  readonly whole: readonly string[];
  /** Names of those that are cut off, or covered in part. */
  readonly cut: readonly string[];
}

/** Every fourth pixel across and down is looked at. */
const STEP = 4;

/** How much of the window charts have: a pixel counts where nothing lies over the chart but the chart's own marks. */
export function chartShare(page: Page): Promise<ChartShare> {
  return page.evaluate((step) => {
    const charts = [...document.querySelectorAll<HTMLCanvasElement>('canvas[data-axes]')].map((canvas) => {
      const [left, top, width, height] = (canvas.dataset.axes ?? '').split(' ').map(Number);
      const box = canvas.getBoundingClientRect();
      const panel = canvas.closest('section, li') ?? canvas.parentElement;
      const name = canvas.closest('section, li')?.querySelector('h2, h3')?.textContent.trim() ?? '';
      return { panel, name, left: box.left + left, top: box.top + top, width, height, seen: 0, all: 0 };
    });
    let seen = 0;
    for (const chart of charts) {
      const { panel, left, top, width, height } = chart;
      for (let y = top + step / 2; y < top + height; y += step)
        for (let x = left + step / 2; x < left + width; x += step) {
          chart.all += 1;
          if (x < 0 || y < 0 || x >= window.innerWidth || y >= window.innerHeight) continue;
          if (panel?.contains(document.elementFromPoint(x, y))) chart.seen += 1;
        }
      seen += chart.seen;
    }
    const whole = charts.filter(({ seen: some, all }) => all > 0 && some === all);
    return {
      percent: (100 * seen * step * step) / (window.innerWidth * window.innerHeight),
      whole: whole.map(({ name }) => name),
      cut: charts.filter((chart) => !whole.includes(chart)).map(({ name }) => name),
    };
  }, STEP);
}
