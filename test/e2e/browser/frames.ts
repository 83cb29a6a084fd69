import type { Page } from 'playwright-core';

export interface Frames {
  /** Frames a second that the page came to draw. */
  readonly frames: number;
  /** Pictures of the player a second. */
  readonly pictures: number;
  /** Processor time of the page's main thread, in milliseconds a frame: what others do on the machine is not in it. */
  readonly work: number;
  /** Strokes, fills and texts that the page drew for each picture, on all of its charts. */
  readonly drawings: number;
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
    let [drawn, pictures, last, drawings] = [0, 0, shown(), 0];
    const { prototype } = CanvasRenderingContext2D;
    const original = Object.fromEntries(
      (['stroke', 'fill', 'fillText'] as const).map((name) => [
        name,
        Reflect.get(prototype, name) as (...args: unknown[]) => void,
      ]),
    );
    for (const [name, draw] of Object.entries(original))
      Object.assign(prototype, {
        [name](this: CanvasRenderingContext2D, ...args: unknown[]) {
          drawings += 1;
          draw.apply(this, args);
        },
      });
    const start = performance.now();
    while (performance.now() - start < milliseconds) {
      await new Promise(requestAnimationFrame);
      drawn += 1;
      if (shown() !== last) pictures += 1;
      last = shown();
    }
    Object.assign(prototype, original);
    return { drawn, pictures, drawings, took: (performance.now() - start) / 1000 };
  }, 1000 * seconds);
  const work = (1000 * ((await taskSeconds()) - before)) / counted.drawn;
  await session.detach();
  const { drawn, pictures, drawings, took } = counted;
  return { frames: drawn / took, pictures: pictures / took, work, drawings: drawings / pictures };
}

/**
 * The charts that a page drew in some seconds, by the first words of their names: together stand those of one callback of
 * `requestAnimationFrame`, with what was drawn until the next one.
 */
export async function watchDrawnCharts(page: Page, seconds: number): Promise<string[][]> {
  return page.evaluate(async (milliseconds) => {
    const drawn: string[][] = [[]];
    const { prototype } = CanvasRenderingContext2D;
    const clear = Reflect.get(prototype, 'clearRect') as (...args: unknown[]) => void;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (call) =>
      request((time) => {
        drawn.push([]);
        call(time);
      });
    Object.assign(prototype, {
      clearRect(this: CanvasRenderingContext2D, ...args: unknown[]) {
        const label = this.canvas.closest('[role=img]')?.getAttribute('aria-label') ?? '';
        const [name] = label.split(' over the run');
        const together = drawn[drawn.length - 1];
        if (!together.includes(name)) together.push(name);
        clear.apply(this, args);
      },
    });
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    Object.assign(prototype, { clearRect: clear });
    window.requestAnimationFrame = request;
    return drawn;
  }, 1000 * seconds);
}
