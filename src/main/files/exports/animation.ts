import gifenc from 'gifenc';
import { distributionFigure } from '../../../shared/figures/distribution-figure.ts';
import { DARK, LIGHT } from '../../../shared/figures/palette.ts';
import { unpackSnapshot } from '../../../shared/frames/packed-snapshot.ts';
import { axesOf, isInPlane, type Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { renderPixels } from '../figures/render.ts';
import { evenEpochs } from './even-epochs.ts';
import { figureReference } from './figure-reference.ts';
import { GifColours } from './gif-colours.ts';
import { nothingRecorded } from './nothing-recorded.ts';
import { readRunExtent } from './run-extent.ts';

export interface AnimationOptions {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly framesPerSecond: number;
  /** The largest number of pictures. If there are more snapshots, some are left out evenly; the first and the last stay. */
  readonly frames: number;
  readonly background: 'white' | 'dark';
  /** Whether D(x) is drawn. */
  readonly discriminator: boolean;
  /** Whether the averaged generator is drawn too, where the run keeps one. */
  readonly averaged: boolean;
}

/** A picture as wide as a column of text; of points in the plane, whose axes have one scale, a higher one. */
export function usualAnimation(run: Run): AnimationOptions {
  return { ...USUAL, ...(isInPlane(run) ? { width: 480, height: 520 } : { width: 640, height: 420 }) };
}

const USUAL = {
  scale: 1,
  framesPerSecond: 25,
  frames: 300,
  background: 'white',
  discriminator: false,
  averaged: true,
} as const;

/** The last picture stays for so long before the animation begins again. */
const LAST_MILLISECONDS = 1500;
/** The palette is chosen for so many of the pictures, as they come evenly. */
const PICTURES_FOR_COLOURS = 8;

/**
 * A run's distribution over its epochs as a GIF that repeats, drawn by the same figure as pictures are. `progress` is
 * called after each picture and may throw to end it. Throws `nothing-recorded`.
 */
export async function drawAnimation(
  store: Store,
  run: Run,
  options: AnimationOptions,
  progress: (done: number, total: number) => void,
): Promise<Uint8Array> {
  const epochs = evenEpochs(store.snapshots.readEpochs(run.id, -1), options.frames);
  const axes = axesOf(run);
  if (epochs.length === 0 || !axes) throw nothingRecorded(run, 'no snapshot');
  const { target, density } = await figureReference(store, run, axes);
  const extent = readRunExtent(store, run);
  const palette = options.background === 'dark' ? DARK : LIGHT;
  const { width, height, scale, discriminator, averaged } = options;
  const pixelsOf = (epoch: number) => {
    const packed = store.snapshots.readExact(run.id, epoch);
    if (!packed) return undefined;
    const snapshot = unpackSnapshot(packed);
    const figure = distributionFigure(
      { run, axes, snapshot, target, discriminator, averaged, density, extent },
      palette,
    );
    return renderPixels(figure, { width, height, scale, background: palette.background });
  };
  const colours = new GifColours(
    evenEpochs(epochs, PICTURES_FOR_COLOURS).flatMap((epoch) => pixelsOf(epoch)?.data ?? []),
    Object.values(palette).flat(),
  );
  const encoder = gifenc.GIFEncoder();
  let hasPalette = false;
  epochs.forEach((epoch, index) => {
    const pixels = pixelsOf(epoch);
    if (!pixels) return;
    encoder.writeFrame(colours.indexed(pixels.data), pixels.width, pixels.height, {
      // Where later pictures bring none, they have that of the first.
      ...(hasPalette ? {} : { palette: colours.palette }),
      delay: index === epochs.length - 1 ? LAST_MILLISECONDS : 1000 / options.framesPerSecond,
      repeat: 0,
    });
    hasPalette = true;
    progress(index + 1, epochs.length);
  });
  encoder.finish();
  return encoder.bytes();
}
