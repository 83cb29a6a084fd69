import type { Page } from 'playwright-core';

export interface Frames {
  /** Frames a second that the page came to draw. */
  readonly frames: number;
  /** Pictures of the player a second. */
  readonly pictures: number;
  /** Processor time of the page's main thread, in milliseconds a frame: what others do on the machine is not in it. */
  readonly work: number;
}

/** Watches a page that shows a run for some seconds. */
export async function watchFrames(page: Page, seconds: number): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  const before = await taskSeconds();
  const counted = await page.evaluate(async (milliseconds) => {
    const shown = () => document.querySelector('[data-epoch]')?.getAttribute('data-epoch');
    let [drawn, pictures, last] = [0, 0, shown()];
    const start = performance.now();
    while (performance.now() - start < milliseconds) {
      await new Promise(requestAnimationFrame);
      drawn += 1;
      if (shown() !== last) pictures += 1;
      last = shown();
    }
    return { drawn, pictures, took: (performance.now() - start) / 1000 };
  }, 1000 * seconds);
  const work = (1000 * ((await taskSeconds()) - before)) / counted.drawn;
  await session.detach();
  return { frames: counted.drawn / counted.took, pictures: counted.pictures / counted.took, work };
}
