import { CONFIG_OUTLINE } from '../config/outline.ts';
import type { LayerConfig } from '../config/layers.ts';
import type { RunConfig } from '../config/schema.ts';
import { question, type Question } from './question.ts';

type Network = RunConfig['generator'] | RunConfig['discriminator'];

const DROPOUT_RATE = 0.3;

/** The layers of a network; a short form is converted to a list of layers. */
function layersOf({ layers, hidden_widths, activation, slope }: Network): readonly LayerConfig[] {
  if (layers.length > 0) return layers;
  const activate: LayerConfig = activation === 'leaky_relu' ? { layer: activation, slope } : { layer: activation };
  return hidden_widths.flatMap((width): LayerConfig[] => [
    { layer: 'linear', width, bias: true, spectral: false },
    activate,
  ]);
}

const hasWeights = (layer: LayerConfig) => layer.layer === 'linear' || layer.layer === 'maxout';
const isNormalisation = ({ layer }: LayerConfig) => layer === 'batch_norm' || layer === 'layer_norm';
/** The layers that end a hidden layer: an activation or maxout. */
const isActivation = (layer: LayerConfig) =>
  !isNormalisation(layer) && layer.layer !== 'linear' && layer.layer !== 'dropout';

const has = (network: Network, kind: LayerConfig['layer']) => network.layers.some(({ layer }) => layer === kind);
const without = ({ layers }: Network, kind: LayerConfig['layer']) => layers.filter(({ layer }) => layer !== kind);

/** The layers with another one after each for which `isBefore` holds. */
function withAfter(network: Network, isBefore: (layer: LayerConfig) => boolean, added: LayerConfig): LayerConfig[] {
  return layersOf(network).flatMap((layer) => (isBefore(layer) ? [layer, added] : [layer]));
}

function isSpectral({ layers, output_spectral }: Network): boolean {
  return output_spectral || layers.some((layer) => 'spectral' in layer && layer.spectral);
}

function spectral(network: Network, isWanted: boolean): Network {
  const layers = (isWanted ? layersOf(network) : network.layers).map((layer) =>
    hasWeights(layer) ? { ...layer, spectral: isWanted } : layer,
  );
  return { ...network, layers, output_spectral: isWanted };
}

/** A network without hidden layers has nothing to normalise or drop. */
const isDeep = (network: Network) => layersOf(network).some(hasWeights);

function initializations(): Question[] {
  const { outline } = CONFIG_OUTLINE.fields.get('generator') ?? {};
  const choice = outline?.kind === 'section' ? outline.fields.get('initialization')?.outline : undefined;
  if (choice?.kind !== 'choice') throw new Error('the config schema has no choice of an initialization');
  return [...choice.options].map(([name, { meta }]) => {
    const words = name === 'pytorch' ? 'PyTorch’s' : name === 'normal' ? 'a normal' : name;
    return question(
      `${name}_initialization`,
      name === 'pytorch' ? 'PyTorch’s initialization' : `${name} initialization`,
      `Both networks begin with ${words} initialization: ${meta.description}.`,
      ({ generator, discriminator }) =>
        generator.initialization.name === name && discriminator.initialization.name === name
          ? undefined
          : {
              generator: { ...generator, initialization: { name } },
              discriminator: { ...discriminator, initialization: { name } },
            },
    );
  });
}

/** Questions about normalisation, dropout, packing and initial weights. */
export const LAYER_QUESTIONS: readonly Question[] = [
  question(
    'batch_norm',
    'batch normalisation in the generator',
    'Adds batch normalisation after every hidden linear layer of the generator; samples are then drawn by running statistics.',
    ({ generator }) =>
      layersOf(generator).some(isNormalisation) || !isDeep(generator)
        ? undefined
        : {
            generator: {
              ...generator,
              layers: withAfter(generator, hasWeights, { layer: 'batch_norm', momentum: 0.1, epsilon: 1e-5 }),
            },
          },
  ),
  question(
    'no_batch_norm',
    'no batch normalisation',
    'Removes batch normalisation from both networks.',
    ({ generator, discriminator }) => {
      const networks = [generator, discriminator].filter((network) => has(network, 'batch_norm'));
      if (networks.length === 0) return undefined;
      return {
        generator: { ...generator, layers: without(generator, 'batch_norm') },
        discriminator: { ...discriminator, layers: without(discriminator, 'batch_norm') },
      };
    },
  ),
  question(
    'spectral_norm',
    'spectral normalisation of the discriminator',
    'Divides the weights of every linear layer of the discriminator by their largest singular value, which bounds how steep it is (SNGAN).',
    ({ discriminator }) => (isSpectral(discriminator) ? undefined : { discriminator: spectral(discriminator, true) }),
  ),
  question(
    'no_spectral_norm',
    'no spectral normalisation',
    'Removes spectral normalisation from the discriminator, whose slope is then not bounded any more.',
    ({ discriminator }) => (isSpectral(discriminator) ? { discriminator: spectral(discriminator, false) } : undefined),
  ),
  question(
    'dropout',
    `dropout of ${DROPOUT_RATE} in the discriminator`,
    `Sets ${100 * DROPOUT_RATE} % of the discriminator’s hidden units to 0 at random in each update, so that it does not depend on single units.`,
    ({ discriminator }) =>
      has(discriminator, 'dropout') || !isDeep(discriminator)
        ? undefined
        : {
            discriminator: {
              ...discriminator,
              layers: withAfter(discriminator, isActivation, { layer: 'dropout', rate: DROPOUT_RATE }),
            },
          },
  ),
  question('no_dropout', 'no dropout', 'Removes dropout from both networks.', ({ generator, discriminator }) =>
    has(generator, 'dropout') || has(discriminator, 'dropout')
      ? {
          generator: { ...generator, layers: without(generator, 'dropout') },
          discriminator: { ...discriminator, layers: without(discriminator, 'dropout') },
        }
      : undefined,
  ),
  question(
    'packing',
    'packing of 2 samples',
    'The discriminator judges two samples together, so that it notices samples that are too similar (PacGAN).',
    ({ discriminator }) =>
      discriminator.packing > 1 ? undefined : { discriminator: { ...discriminator, packing: 2 } },
  ),
  question('no_packing', 'no packing', 'The discriminator judges every sample by itself.', ({ discriminator }) =>
    discriminator.packing > 1 ? { discriminator: { ...discriminator, packing: 1 } } : undefined,
  ),
  ...initializations(),
];
