import { GifReader } from 'omggif';
import { expect, it, onTestFinished } from 'vitest';
import { AnimationFeed } from '../../../../src/main/app/api/animation-feed.ts';
import { evenEpochs } from '../../../../src/main/files/exports/even-epochs.ts';
import { readRunExtent } from '../../../../src/main/files/exports/run-extent.ts';
import { usualAnimation, type AnimationOptions } from '../../../../src/main/files/exports/animation.ts';
import { figureReference } from '../../../../src/main/files/exports/figure-reference.ts';
import { renderPixels } from '../../../../src/main/files/figures/render.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { DARK, LIGHT } from '../../../../src/shared/figures/palette.ts';
import { unpackSnapshot } from '../../../../src/shared/frames/frame-codec.ts';
import { decodePng, rgb } from '../figures/pixels.ts';
import { request, temporaryWorkbench } from '../../runs/temporary-store.ts';

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

it('draws every picture in the same colours: what stands still keeps its own, and the ground and the lines have theirs exactly', async () => {
  const workbench = temporaryWorkbench();
  const [id] = workbench.queue.launch([request({ epochs: 30, snapshots: { samples: 500 }, ema_decay: 0.9 })]);
  await workbench.queue.idle();
  const run = workbench.store.runs.get(id);
  const file = await drawn(workbench.store.path, id, { ...usualAnimation(run), discriminator: true });
  const gif = new GifReader(file);
  expect(gif.numFrames()).toBe(30);
  const pictures = Array.from({ length: gif.numFrames() }, (_, frame) => {
    const pixels = new Uint8Array(gif.width * gif.height * 4);
    gif.decodeAndBlitFrameRGBA(frame, pixels);
    return pixels;
  });
  // Later pictures bring no palette of their own.
  expect(pictures.map((_, frame) => gif.frameInfo(frame).has_local_palette)).toEqual(pictures.map(() => false));
  const { store } = workbench;
  const axes = 'axes' in run ? run.axes : expect.fail('not trained');
  const { target, density } = await figureReference(store, run, axes);
  const extent = readRunExtent(store, run);
  const originals = evenEpochs(store.snapshots.readEpochs(id, -1), 300).map((epoch) => {
    const snapshot = unpackSnapshot(store.snapshots.readExact(id, epoch) ?? expect.fail('not recorded'));
    const figure = distributionFigure(
      { run, axes, snapshot, target, discriminator: true, averaged: true, density, extent },
      LIGHT,
    );
    return renderPixels(figure, { width: gif.width, height: gif.height, scale: 1, background: LIGHT.background }).data;
  });
  const colour = (pixels: Uint8Array | Uint8ClampedArray, at: number) => pixels.subarray(4 * at, 4 * at + 3).join(',');
  let changed = 0;
  for (let at = 0; at < gif.width * gif.height; at++) {
    const isStill = originals.every((pixels) => colour(pixels, at) === colour(originals[0], at));
    if (isStill && pictures.some((pixels) => colour(pixels, at) !== colour(pictures[0], at))) changed += 1;
  }
  expect(changed).toBe(0);
  const own = new Set((Object.values(LIGHT) as (string | readonly string[])[]).flat().map((hex) => rgb(hex).join(',')));
  const kept = new Set<string>();
  for (let at = 0; at < gif.width * gif.height; at++) {
    const original = colour(originals[29], at);
    if (!own.has(original)) continue;
    kept.add(original);
    if (colour(pictures[29], at) !== original) throw new Error(`${original} became ${colour(pictures[29], at)}`);
  }
  expect(kept.size).toBeGreaterThan(3);
});

it('shows D(x) with the ideal one beside it, on the ground and in the size asked for', async () => {
  const workbench = temporaryWorkbench();
  const [id] = workbench.queue.launch([request({ epochs: 5, snapshots: { samples: 500 } })]);
  await workbench.queue.idle();
  const run = workbench.store.runs.get(id);
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
