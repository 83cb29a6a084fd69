import type { Model } from './network.ts';
import { betweenCount } from './penalties.ts';

/** Each use of a network with dropout has its own masks: one array per use, layer after layer `[rows, width]`. */
export type MaskedUse = 'generator' | 'real' | 'fake' | 'between';
export type UseMasks = Readonly<Record<MaskedUse, Float32Array>>;

/**
 * The layout of the masks of train steps. A step has those of its discriminator updates one after another, then those
 * of its generator update. An update has those of the generator, of the discriminator on real rows, on fake rows, and
 * on rows in between, once for each penalty there.
 */
export class MaskLayout {
  /** Numbers of all masks of one step; 0 without dropout. */
  readonly stepLength: number;
  /** Numbers of one use's masks. */
  readonly lengths: Readonly<Record<MaskedUse, number>>;
  readonly #updateLength: number;

  constructor(model: Model) {
    const { generator, discriminator, batchSize, packing, discriminatorUpdates } = model;
    const judged = batchSize * discriminator.maskWidth;
    this.lengths = {
      generator: packing * batchSize * generator.maskWidth,
      real: judged,
      fake: judged,
      between: betweenCount(model) * judged,
    };
    this.#updateLength = this.lengths.generator + 2 * judged + this.lengths.between;
    this.stepLength = (discriminatorUpdates + 1) * this.#updateLength;
  }

  /** The start of an update's masks. Number `discriminatorUpdates` of a step is the generator's update. */
  start(step: number, update: number): number {
    return step * this.stepLength + update * this.#updateLength;
  }

  /** The masks of one update. */
  usesOf(masks: Float32Array, step: number, update: number): UseMasks {
    const { generator, real, fake, between } = this.lengths;
    const start = this.start(step, update);
    const last = start + generator + real + fake;
    return {
      generator: masks.subarray(start, start + generator),
      real: masks.subarray(start + generator, start + generator + real),
      fake: masks.subarray(start + generator + real, last),
      between: masks.subarray(last, last + between),
    };
  }
}

/** Draws the masks of one step: 0 with the rate of the layer as probability, else 1. */
export function drawMasks(model: Model, source: { uniform: () => number }, into: Float32Array): void {
  const { generator, discriminator, batchSize, packing, discriminatorUpdates } = model;
  let at = 0;
  const use = ({ layers }: Model['generator'], rows: number) => {
    for (const layer of layers) {
      if (layer.kind !== 'dropout') continue;
      for (let left = rows * layer.outputs; left > 0; left--) into[at++] = source.uniform() < layer.rate ? 0 : 1;
    }
  };
  for (let update = 0; update <= discriminatorUpdates; update++) {
    use(generator, packing * batchSize);
    for (let judged = 2 + betweenCount(model); judged > 0; judged--) use(discriminator, batchSize);
  }
}
