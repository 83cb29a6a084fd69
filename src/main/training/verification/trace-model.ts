import type { z } from 'zod';
import { runConfigSchema } from '../../../shared/config/schema.ts';
import { modelOf, NetworkPlan, type Model, type Network } from '../model/network.ts';
import type { RawNetwork, RawOptimizer, RawTrace } from './raw-trace.ts';

/** The model of a trace's config, or the setting that no engine supports. */
export type TraceModel =
  { readonly kind: 'model'; readonly model: Model } | { readonly kind: 'unsupported'; readonly what: string };

function optimizerInput(name: string, optimizer: RawOptimizer): unknown {
  const { lr: learning_rate, betas, eps: epsilon, momentum, alpha, weight_decay } = optimizer;
  switch (name) {
    case 'adam':
      return { name, learning_rate, beta_1: betas[0], beta_2: betas[1], epsilon };
    case 'adamw':
      return { name, learning_rate, beta_1: betas[0], beta_2: betas[1], epsilon, weight_decay };
    case 'sgd':
      return { name, learning_rate, momentum, weight_decay };
    case 'rmsprop':
      return { name, learning_rate, alpha, epsilon };
    default:
      return { name };
  }
}

/** Only the settings of this loss, because the schema refuses unknown ones. */
function lossInput({ loss: name, real_label }: RawTrace['config']): unknown {
  switch (name) {
    case 'bce':
    case 'minimax':
      return { name, real_label };
    case 'r1':
      return { name: 'bce', real_label };
    case 'wgan-gp':
      return { name: 'wgan' };
    default:
      return { name };
  }
}

/** In format 1 the name of the loss implies the penalty. */
function penaltiesInput({ loss, penalty, penalties }: RawTrace['config']): unknown[] {
  switch (loss) {
    case 'r1':
      return [{ at: 'real', target: 0, weight: penalty }];
    case 'wgan-gp':
      return [{ at: 'between', target: 1, weight: penalty }];
    default:
      return penalties;
  }
}

/**
 * The normalisation before a hidden layer's activation: as in DCGAN, a discriminator's first layer has no batch
 * normalisation.
 */
function hiddenNorm({ normalization }: RawNetwork, isDiscriminator: boolean, index: number): string {
  return normalization === 'batch' && isDiscriminator && index === 0 ? 'none' : normalization;
}

const isNorm = (norm: string): norm is 'batch' | 'layer' => norm === 'batch' || norm === 'layer';

/** A network as a config describes it: in the short form if possible, else as a list of layers. */
function networkInput(network: RawNetwork, isDiscriminator: boolean): Record<string, unknown> {
  const { activation, slope, normalization, pieces, dropout } = network;
  const widths = network.layers.slice(1, -1);
  if (normalization === 'none' && pieces === 1 && dropout === 0) return { hidden_widths: widths, activation, slope };
  const spectral = normalization === 'spectral';
  const layers = widths.flatMap((width, index) => {
    // A layer before batch normalisation needs no bias.
    const norm = hiddenNorm(network, isDiscriminator, index);
    const active = { layer: activation, ...(activation === 'leaky_relu' && { slope }) };
    return [
      pieces > 1
        ? { layer: 'maxout', width, pieces, spectral }
        : { layer: 'linear', width, bias: norm !== 'batch', spectral },
      ...(isNorm(norm) ? [{ layer: `${norm}_norm` }] : []),
      ...(pieces > 1 ? [] : [active]),
      ...(dropout > 0 ? [{ layer: 'dropout', rate: dropout }] : []),
    ];
  });
  return { layers, output_spectral: spectral };
}

/**
 * A trace normalises all pieces of a maxout layer and then takes the largest; a config normalises after the maxout
 * layer. This is the network of such a trace; undefined if it equals the config's.
 */
function normalisedPieces(network: RawNetwork, isDiscriminator: boolean, { layers }: Network): Network | undefined {
  const { normalization, pieces, dropout } = network;
  if (pieces === 1 || !isNorm(normalization)) return undefined;
  const plan = new NetworkPlan(network.layers[0]);
  network.layers.slice(1, -1).forEach((width, index) => {
    const norm = hiddenNorm(network, isDiscriminator, index);
    plan.linear(width * pieces, norm !== 'batch', false);
    if (norm === 'batch') plan.add({ layer: 'batch_norm', momentum: 0.1, epsilon: 1e-5 });
    if (norm === 'layer') plan.add({ layer: 'layer_norm', epsilon: 1e-5 });
    plan.largest(pieces);
    if (dropout > 0) plan.add({ layer: 'dropout', rate: dropout });
  });
  plan.linear(network.layers[network.layers.length - 1], true, false);
  const output = layers[layers.length - 1];
  if (output.kind === 'activation') plan.activation(output.activation, output.slope);
  return plan.network();
}

function configInput({ config, steps }: RawTrace): unknown {
  const { generator, discriminator, optimizer } = config;
  return {
    // One epoch is one train step, because a trace counts in steps what a config counts in epochs.
    epochs: steps.length,
    batches_per_epoch: 1,
    ...(config.schedule && { schedule: config.schedule }),
    gradient_clip: config.gradient_clip,
    instance_noise: { standard_deviation: config.instance_noise },
    batch_size: config.batch,
    discriminator_updates: config.n_critic,
    loss: lossInput(config),
    generator: {
      ...networkInput(generator, false),
      latent_dimension: generator.layers[0],
      output_activation: generator.output,
    },
    penalties: penaltiesInput(config),
    discriminator: { ...networkInput(discriminator, true), packing: config.packing, weight_clip: config.clip },
    optimizer: {
      generator: optimizerInput(optimizer.name, optimizer.generator),
      discriminator: optimizerInput(optimizer.name, optimizer.discriminator),
    },
  };
}

function unsupportedPart(issue: z.core.$ZodIssue, { config }: RawTrace): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const [section, key] = path;
  if (section === 'loss') return `loss ${config.loss}`;
  if (section === 'schedule' && (path.length === 1 || key === 'name')) return `schedule ${config.schedule?.name}`;
  if (section === 'optimizer') return `optimizer ${config.optimizer.name}`;
  if (key === 'output_activation') return `output activation ${config.generator.output}`;
  if (section === 'generator' || section === 'discriminator') {
    const { activation } = config[section];
    if (key === 'activation' || (key === 'layers' && path[3] === 'layer')) return `activation ${activation}`;
  }
  return path.join('.');
}

const NORMALIZATIONS = ['none', 'batch', 'layer', 'spectral'];

export function traceModel(raw: RawTrace): TraceModel {
  const { generator, discriminator } = raw.config;
  for (const { normalization } of [generator, discriminator])
    if (!NORMALIZATIONS.includes(normalization)) return { kind: 'unsupported', what: `normalization ${normalization}` };
  const config = runConfigSchema.safeParse(configInput(raw));
  if (!config.success) return { kind: 'unsupported', what: unsupportedPart(config.error.issues[0], raw) };
  const model = modelOf(config.data, generator.layers[generator.layers.length - 1]);
  const given = {
    ...model,
    generator: normalisedPieces(generator, false, model.generator) ?? model.generator,
    discriminator: normalisedPieces(discriminator, true, model.discriminator) ?? model.discriminator,
  };
  if (given.penalties.length > 0 && given.discriminator.layers.some(({ kind }) => kind === 'batch_norm'))
    return { kind: 'unsupported', what: 'penalties with batch normalisation in the discriminator' };
  return { kind: 'model', model: given };
}
