import { expect, it, onTestFinished } from 'vitest';
import { AnimationFeed } from '../../../../src/main/workbench/api/animation-feed.ts';
import { usualAnimation, type AnimationOptions } from '../../../../src/main/workbench/exports/animation.ts';
import { DARK, LIGHT } from '../../../../src/shared/figures/palette.ts';
import { decodePng, rgb } from '../figures/pixels.ts';
import { request, temporaryWorkbench } from '../temporary-store.ts';

/** True of pixels that a GIF's palette of 256 colours may hold for `hex`. */
function like(hex: string): (...pixel: number[]) => boolean {
  const colour = rgb(hex);
  return (...pixel) => pixel.every((part, index) => Math.abs(part - colour[index]) <= 16);
}

/** The GIF as a window gets it: drawn in a thread of its own. */
function drawn(store: string, run: string, options: AnimationOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const feed = new AnimationFeed({ store, run, options }, take, reject);
    onTestFinished(() => feed.close());
    function take(): void {
      const event = feed.take();
      if (event?.kind === 'finished') resolve(Buffer.from(event.gif));
      if (event?.kind === 'failed') reject(new Error(event.message));
    }
  });
}

it('shows D(x) with the ideal one beside it, on the ground and in the size asked for', async () => {
  const workbench = temporaryWorkbench();
  const [id] = workbench.launch([request({ epochs: 5, snapshots: { samples: 500 } })]);
  await workbench.idle();
  const run = workbench.store.getRun(id);
  for (const [background, palette] of [
    ['white', LIGHT],
    ['dark', DARK],
  ] as const) {
    const size = { width: 500, height: 360 };
    const options = { ...usualAnimation(run), ...size, background, discriminator: true };
    const gif = await decodePng(await drawn(workbench.store.path, id, options));
    expect([gif.width, gif.height]).toEqual([500, 360]);
    expect(gif.count(like(palette.background))).toBeGreaterThan(500 * 360 * 0.5);
    expect(gif.count(like(palette.discriminator), { top: 0.3 }), 'D(x)').toBeGreaterThan(100);
    expect(gif.count(like(palette.idealDiscriminator), { top: 0.3 }), 'D*(x)').toBeGreaterThan(100);
  }
});
