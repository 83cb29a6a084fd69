import gifenc from 'gifenc';
import { distributionFigure } from '../../../shared/figures/distribution-figure.ts';
import { DARK, LIGHT } from '../../../shared/figures/palette.ts';
import { unpackSnapshot } from '../../../shared/frames/frame-codec.ts';
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
  /** The most pictures. If there are more snapshots, some are omitted evenly; the first and the last stay. */
  readonly frames: number;
  readonly background: 'white' | 'dark';
  /** Whether D(x) is drawn. */
  readonly discriminator: boolean;
  /** Whether the averaged generator is drawn too, if the run has one. */
  readonly averaged: boolean;
}

/** The default size: as wide as a column of text; higher for 2-D points, whose axes have the same scale. */
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

/** How long the last picture stays before the animation restarts. */
const LAST_MILLISECONDS = 1500;
/** The number of evenly spaced pictures from which the palette is computed. */
const PICTURES_FOR_COLOURS = 8;

/**
 * A run's distribution over its epochs as a repeating GIF, drawn with the same figure as single pictures. `progress` is
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
      // Later pictures without a palette use that of the first.
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
