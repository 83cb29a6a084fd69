import type { LayerConfig } from '../config/layers.ts';
import { dataDimension, networkSize } from '../config/memory.ts';
import type { RunConfig } from '../config/schema.ts';
import { judgeName, outputKind } from '../discriminator-output.ts';

export interface DrawnLayer {
  readonly width: number;
  /** The input, such as `z`, or the operations in order, such as `leaky_relu dropout`. */
  readonly label: string;
}

export interface DrawnNetwork {
  readonly name: string;
  readonly layers: readonly DrawnLayer[];
  readonly parameters: number;
}

/** Generator, discriminator, and both connected, as they are trained. */
export function networksOf(config: RunConfig): readonly DrawnNetwork[] {
  const dimension = dataDimension(config.target);
  const { generator, discriminator } = config;
  const toSample = drawn(generator, generator.latent_dimension, 'z', dimension, generator.output_activation);
  const packed = discriminator.packing * dimension;
  const output = outputKind(config.loss) === 'probability' ? 'sigmoid' : 'identity';
  const toOutput = drawn(discriminator, packed, discriminator.packing > 1 ? 'x_packed' : 'x', 1, output);
  const parameters = {
    generator: networkSize(generator, generator.latent_dimension, dimension).parameters,
    discriminator: networkSize(discriminator, packed, 1).parameters,
  };
  return [
    { name: 'Generator G', layers: toSample, parameters: parameters.generator },
    {
      name: judgeName(config.loss) === 'critic' ? 'Critic D' : 'Discriminator D',
      layers: toOutput,
      parameters: parameters.discriminator,
    },
    {
      name: 'GAN, D(G(z))',
      layers: [...toSample.slice(0, -1), { width: packed, label: 'G(z)' }, ...toOutput.slice(1)],
      parameters: parameters.generator + parameters.discriminator,
    },
  ];
}

/** The operations on a layer's units besides its weighted sums, such as `batch norm`. */
const LABELS: Readonly<Record<Exclude<LayerConfig['layer'], 'linear' | 'maxout'>, string>> = {
  batch_norm: 'batch_norm',
  layer_norm: 'layer_norm',
  dropout: 'dropout',
  leaky_relu: 'leaky_relu',
  relu: 'relu',
  tanh: 'tanh',
  elu: 'elu',
  sigmoid: 'sigmoid',
  silu: 'silu',
  gelu: 'gelu',
  softplus: 'softplus',
};

/** One column per layer with weights; the operations until the next one are listed below it. */
function drawn(
  network: RunConfig['generator'] | RunConfig['discriminator'],
  inputs: number,
  input: string,
  outputs: number,
  output: string,
): DrawnLayer[] {
  const columns: { width: number; words: string[] }[] = [{ width: inputs, words: [input] }];
  if (network.layers.length === 0)
    columns.push(...network.hidden_widths.map((width) => ({ width, words: [network.activation] })));
  for (const layer of network.layers) {
    if (layer.layer === 'linear' || layer.layer === 'maxout') {
      const words = layer.layer === 'maxout' ? [`maxout_of_${layer.pieces}`] : [];
      columns.push({ width: layer.width, words: [...(layer.spectral ? ['spectral'] : []), ...words] });
    } else columns[columns.length - 1].words.push(LABELS[layer.layer]);
  }
  columns.push({ width: outputs, words: [...(network.output_spectral ? ['spectral'] : []), output] });
  return columns.map(({ width, words }) => ({ width, label: words.join(' ') || 'linear' }));
}

/** The drawing in words, such as `Generator G: 10 z, 32 leaky relu, 1 identity`. */
export function inWords(config: RunConfig): string {
  return networksOf(config)
    .map(({ name, layers }) => `${name}: ${layers.map(({ width, label }) => `${width} ${label}`).join(', ')}`)
    .join('. ')
    .replaceAll('_', ' ');
}
