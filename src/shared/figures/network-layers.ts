import { dataDimension } from '../config/memory.ts';
import type { RunConfig } from '../config/schema.ts';

export interface DrawnLayer {
  readonly width: number;
  /** What comes in, such as `z`, or what is done, such as `leaky_relu`. */
  readonly label: string;
}

export interface DrawnNetwork {
  readonly name: string;
  readonly layers: readonly DrawnLayer[];
  readonly parameters: number;
}

/** Generator, discriminator, and the two one behind the other as they are trained. */
export function networksOf(config: RunConfig): readonly DrawnNetwork[] {
  const dimension = dataDimension(config.target);
  const { generator, discriminator } = config;
  const toSample: DrawnLayer[] = [
    { width: generator.latent_dimension, label: 'z' },
    ...generator.hidden_widths.map((width) => ({ width, label: generator.activation })),
    { width: dimension, label: generator.output_activation },
  ];
  const toProbability: DrawnLayer[] = [
    { width: dimension, label: 'x' },
    ...discriminator.hidden_widths.map((width) => ({ width, label: discriminator.activation })),
    { width: 1, label: 'sigmoid' },
  ];
  const parameters = { generator: parametersOf(toSample), discriminator: parametersOf(toProbability) };
  return [
    { name: 'Generator G', layers: toSample, parameters: parameters.generator },
    { name: 'Discriminator D', layers: toProbability, parameters: parameters.discriminator },
    {
      name: 'GAN, D(G(z))',
      layers: [...toSample.slice(0, -1), { width: dimension, label: 'G(z)' }, ...toProbability.slice(1)],
      parameters: parameters.generator + parameters.discriminator,
    },
  ];
}

/** Weights and biases of fully connected layers. */
function parametersOf(layers: readonly DrawnLayer[]): number {
  return layers.slice(1).reduce((sum, { width }, index) => sum + width * (layers[index].width + 1), 0);
}

/** What the drawing shows, such as `Generator G: 10 z, 32 leaky relu, 1 identity`. */
export function inWords(config: RunConfig): string {
  return networksOf(config)
    .map(({ name, layers }) => `${name}: ${layers.map(({ width, label }) => `${width} ${label}`).join(', ')}`)
    .join('. ')
    .replaceAll('_', ' ');
}
