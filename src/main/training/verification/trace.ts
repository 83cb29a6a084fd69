import { z } from 'zod';
import { runConfigSchema } from '../../../shared/config/schema.ts';
import { MaskLayout, type MaskedUse } from '../model/masks.ts';
import { isObject, ownValue } from '../../../shared/objects.ts';
import type { InstanceNoiseBatches } from '../engines/engine.ts';
import { clipFactor, gradientNorm } from '../model/optimizers.ts';
import { noiseDeviation } from '../model/schedule.ts';
import { modelOf, type Model, type Network } from '../model/network.ts';
import { betweenCount } from '../model/penalties.ts';

/** A gradient has no `b` where a bias is not trained. */
const layer = z.object({
  W: z.base64(),
  b: z.base64().optional(),
  gamma: z.base64().optional(),
  beta: z.base64().optional(),
  running_mean: z.base64().optional(),
  running_variance: z.base64().optional(),
  u: z.base64().optional(),
  v: z.base64().optional(),
});
const networkWeights = z.object({ generator: z.array(layer), discriminator: z.array(layer) });

const networkConfig = z.object({
  layers: z.array(z.int().positive()).min(2),
  activation: z.string().default('leaky_relu'),
  slope: z.number().default(0.01),
  output: z.string().default('identity'),
  normalization: z.enum(['none', 'batch', 'layer', 'spectral']).default('none'),
  pieces: z.int().positive().default(1),
  dropout: z.number().default(0),
});

const networkOptimizer = z.object({
  lr: z.number(),
  betas: z.tuple([z.number(), z.number()]).default([0.5, 0.999]),
  eps: z.number().default(1e-8),
  momentum: z.number().default(0),
  alpha: z.number().default(0.99),
  weight_decay: z.number().optional(),
});

const schedule = z.object({
  name: z.string(),
  final: z.number().optional(),
  every: z.int().optional(),
  factor: z.number().optional(),
});

/** Of each use of a network, one mask a hidden layer. */
const masks = z.partialRecord(z.enum(['generator', 'real', 'fake']), z.array(z.base64()));

/** A PyTorch trace, `format: 1` or `2`, as `test/reference/README.md` describes it. */
const traceSchema = z.object({
  format: z.literal([1, 2]),
  config: z.object({
    name: z.string(),
    loss: z.string(),
    generator: networkConfig,
    discriminator: networkConfig,
    optimizer: z.object({
      name: z.string().default('adam'),
      generator: networkOptimizer,
      discriminator: networkOptimizer,
    }),
    batch: z.int().positive(),
    n_critic: z.int().positive().default(1),
    real_label: z.number().default(1),
    clip: z.number().default(0),
    penalty: z.number().default(0),
    penalties: z.array(z.object({ at: z.string(), target: z.number(), weight: z.number() })).default([]),
    packing: z.int().positive().default(1),
    schedule: schedule.optional(),
    gradient_clip: z.number().default(0),
    instance_noise: z.number().default(0),
  }),
  initial: networkWeights,
  final: networkWeights,
  evaluation: z.object({ noise: z.base64(), samples: z.base64() }).optional(),
  first_gradient_discriminator: z.array(layer),
  first_gradient_generator: z.array(layer),
  steps: z.array(
    z.object({
      discriminator: z.array(
        z.object({
          real: z.base64(),
          noise: z.base64(),
          epsilon: z.base64().optional(),
          masks: masks.optional(),
          loss_real: z.number(),
          loss_fake: z.number(),
          penalty: z.number().default(0),
          noise_real: z.base64().optional(),
          noise_fake: z.base64().optional(),
          gradient_norm: z.number().optional(),
        }),
      ),
      generator: z.object({
        noise: z.base64(),
        real: z.base64().optional(),
        masks: masks.optional(),
        noise_fake: z.base64().optional(),
        gradient_norm: z.number().optional(),
        loss: z.number(),
      }),
    }),
  ),
});

type RawTrace = z.output<typeof traceSchema>;

/** One train step: losses and norms of gradients, the discriminator's summed over its updates. */
export interface TraceStep {
  readonly real: Float32Array;
  readonly discriminatorNoise: Float32Array;
  readonly generatorNoise: Float32Array;
  readonly generatorReal: Float32Array | undefined;
  readonly masks: Float32Array;
  readonly epsilons: Float32Array;
  /** Of all penalties, summed over the discriminator's updates. */
  readonly penalty: number;
  /** The sizes of the losses, summed over updates without their signs: what an error of each is a share of. */
  readonly sizes: Readonly<Record<'lossReal' | 'lossFake' | 'lossGenerator' | 'penalty', number>>;
  readonly instanceNoise: InstanceNoiseBatches | undefined;
  readonly lossReal: number;
  readonly lossFake: number;
  readonly lossGenerator: number;
  /** Before they are clipped; undefined where the trace does not say. */
  readonly normGenerator: number | undefined;
  readonly normDiscriminator: number | undefined;
}

/** A trace in the terms of the engines: parameters as one array a network. */
export interface Trace {
  readonly name: string;
  readonly format: 1 | 2;
  readonly model: Model;
  readonly initial: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  /** Of running statistics and power iterations. */
  readonly initialBuffers: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  readonly finalBuffers: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  /** Latent vectors, and what the trained generator makes of them by its running statistics. */
  readonly evaluation: { readonly noise: Float32Array; readonly samples: Float32Array } | undefined;
  readonly final: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  readonly firstGradients: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  readonly steps: readonly TraceStep[];
}

/** What became of reading a trace: a loss, activation or optimiser that no engine has yet is named, not guessed at. */
export type ParsedTrace = { kind: 'trace'; trace: Trace } | { kind: 'unsupported'; name: string; what: string };

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

type RawLayer = z.output<typeof layer>;

/** In the order in which a network's parameters lie, and its buffers. */
const PARAMETERS = ['W', 'b', 'gamma', 'beta'] as const;
const BUFFERS = ['running_mean', 'running_variance', 'u', 'v'] as const;

const parameters = (layers: readonly RawLayer[]): Float32Array =>
  concatenate(layers.flatMap((one) => PARAMETERS.map((key) => floats(one[key] ?? ''))));

const buffers = (layers: readonly RawLayer[]): Float32Array =>
  concatenate(layers.flatMap((one) => BUFFERS.map((key) => floats(one[key] ?? ''))));

/** As `parameters`, with gradients of 0 for what `initial` has and is not trained. */
function gradientsOf(layers: readonly RawLayer[], initial: readonly RawLayer[]): Float32Array {
  const parts = layers.flatMap((one, index) =>
    PARAMETERS.map((key) => {
      const gradient = one[key];
      return gradient === undefined ? new Float32Array(floats(initial[index][key] ?? '').length) : floats(gradient);
    }),
  );
  return concatenate(parts);
}

const pair = (weights: z.output<typeof networkWeights>) => ({
  generator: parameters(weights.generator),
  discriminator: parameters(weights.discriminator),
});

function optimizerInput(name: string, optimizer: z.output<typeof networkOptimizer>): unknown {
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

/** Only what the loss itself has: the schema refuses a setting that it does not know. */
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

type RawNetwork = z.output<typeof networkConfig>;

/** A network in the terms of the config: the short form where it says all, else a list of layers. */
function networkInput(network: RawNetwork, isDiscriminator: boolean): Record<string, unknown> {
  const { activation, slope, normalization, pieces, dropout } = network;
  const widths = network.layers.slice(1, -1);
  if (normalization === 'none' && pieces === 1 && dropout === 0) return { hidden_widths: widths, activation, slope };
  const spectral = normalization === 'spectral';
  const layers = widths.flatMap((width, index) => {
    // As DCGAN does, batch normalisation leaves out a discriminator's first layer; before it no bias is needed.
    const norm = normalization === 'batch' && isDiscriminator && index === 0 ? 'none' : normalization;
    const active = { layer: activation, ...(activation === 'leaky_relu' && { slope }) };
    return [
      pieces > 1
        ? { layer: 'maxout', width, pieces, spectral }
        : { layer: 'linear', width, bias: norm !== 'batch', spectral },
      ...(norm === 'batch' || norm === 'layer' ? [{ layer: `${norm}_norm` }] : []),
      ...(pieces > 1 ? [] : [active]),
      ...(dropout > 0 ? [{ layer: 'dropout', rate: dropout }] : []),
    ];
  });
  return { layers, output_spectral: spectral };
}

/** The masks of an update in the order of `MaskLayout`, 1 where a use has none. */
function masksOf(given: z.output<typeof masks> | undefined, { lengths }: MaskLayout): Float32Array {
  const of = (use: MaskedUse): Float32Array => {
    const own = use === 'between' ? undefined : given?.[use];
    return own ? concatenate(own.map(floats)) : new Float32Array(lengths[use]).fill(1);
  };
  return concatenate([of('generator'), of('real'), of('fake'), of('between')]);
}

/** Format 1 says its penalty by the name of its loss. */
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

/** The epsilons of all penalties between: a trace draws one a row. */
function epsilonsOf(epsilon: string | undefined, model: Model): Float32Array {
  const drawn = floats(epsilon ?? '');
  return concatenate(Array.from({ length: betweenCount(model) }, () => drawn));
}

function configInput({ config, steps }: RawTrace): unknown {
  const { generator, discriminator, optimizer } = config;
  return {
    // An epoch of one train step: what a config says in epochs the trace says in steps.
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

function unsupportedPart(path: readonly PropertyKey[], { config }: RawTrace): string {
  if (path[0] === 'loss') return `loss ${config.loss}`;
  if (path[0] === 'schedule') return `schedule ${config.schedule?.name}`;
  if (path[0] === 'optimizer') return `optimizer ${config.optimizer.name}`;
  if (path[1] === 'output_activation') return `output activation ${config.generator.output}`;
  if (path[1] === 'activation')
    return `activation ${path[0] === 'generator' ? config.generator.activation : config.discriminator.activation}`;
  return path.join('.');
}

const KNOWN_KEYS: Readonly<Record<'config' | 'generator' | 'discriminator', readonly string[]>> = {
  config: [
    ...[
      'name',
      'seed',
      'noise',
      'data',
      'steps',
      'loss',
      'generator',
      'discriminator',
      'optimizer',
      'batch',
      'n_critic',
    ],
    ...['real_label', 'clip', 'schedule', 'gradient_clip', 'instance_noise', 'penalties', 'penalty', 'packing'],
  ],
  generator: ['layers', 'activation', 'slope', 'output', 'normalization', 'pieces', 'dropout'],
  discriminator: ['layers', 'activation', 'slope', 'normalization', 'pieces', 'dropout'],
};

/** The first setting of a format 2 trace that is not known: left out, the run would be another one. */
function unknownSetting(json: unknown): string | undefined {
  const config = ownValue(json, 'config');
  for (const [where, known] of Object.entries(KNOWN_KEYS)) {
    const settings = where === 'config' ? config : ownValue(config, where);
    const unknown = isObject(settings) ? Object.keys(settings).find((key) => !known.includes(key)) : undefined;
    if (unknown !== undefined) return where === 'config' ? unknown : `${where}.${unknown}`;
  }
  return undefined;
}

/** What a trace's first gradient is scaled by: it stands as it was computed, and an update takes it clipped. */
function firstFactor(clip: number, norm: number | undefined, gradient: Float32Array): number {
  if (clip === 0 || norm === undefined || norm <= clip) return 1;
  const isClipped = gradientNorm(Float64Array.from(gradient)) < clip + (norm - clip) / 2;
  return isClipped ? 1 : clipFactor(clip, norm);
}

const scaled = (values: Float32Array, factor: number) => values.map((value) => factor * value);

/** The noise of a step, of the standard deviation that it has there. */
function instanceNoise({ discriminator, generator }: RawTrace['steps'][number], model: Model, step: number) {
  if (!model.instanceNoise) return undefined;
  const deviation = noiseDeviation(model.instanceNoise, step);
  const read = (base64: string | undefined) => {
    if (base64 === undefined) throw new Error(`step ${step} has no instance noise`);
    return scaled(floats(base64), deviation);
  };
  return {
    real: concatenate(discriminator.map((update) => read(update.noise_real))),
    fake: concatenate(discriminator.map((update) => read(update.noise_fake))),
    generator: read(generator.noise_fake),
  };
}

/** Undefined where one of them is. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
}

function parameterError(network: Network, got: number, which: string): Error {
  return new Error(`${which} has ${got} parameters where its layers need ${network.parameterCount}`);
}

/** Reads the JSON of a trace. Throws a ZodError or an Error that says what is wrong where it is no trace at all. */
export function parseTrace(json: unknown): ParsedTrace {
  const raw = traceSchema.parse(json);
  const { name, generator, gradient_clip: clip } = raw.config;
  const unknown = raw.format === 2 ? unknownSetting(json) : undefined;
  if (unknown !== undefined) return { kind: 'unsupported', name, what: unknown };
  const config = runConfigSchema.safeParse(configInput(raw));
  if (!config.success) return { kind: 'unsupported', name, what: unsupportedPart(config.error.issues[0].path, raw) };
  const model = modelOf(config.data, generator.layers[generator.layers.length - 1]);
  const layout = new MaskLayout(model);
  const [first] = raw.steps;
  const firstGradient = (which: 'generator' | 'discriminator', norm: number | undefined) => {
    const gradient = gradientsOf(raw[`first_gradient_${which}`], raw.initial[which]);
    return scaled(gradient, firstFactor(clip, norm, gradient));
  };
  const trace: Trace = {
    name,
    format: raw.format,
    model,
    initial: pair(raw.initial),
    initialBuffers: { generator: buffers(raw.initial.generator), discriminator: buffers(raw.initial.discriminator) },
    finalBuffers: { generator: buffers(raw.final.generator), discriminator: buffers(raw.final.discriminator) },
    evaluation: raw.evaluation && { noise: floats(raw.evaluation.noise), samples: floats(raw.evaluation.samples) },
    final: pair(raw.final),
    firstGradients: {
      generator: firstGradient('generator', first.generator.gradient_norm),
      discriminator: firstGradient('discriminator', first.discriminator[0].gradient_norm),
    },
    steps: raw.steps.map((step, index) => ({
      real: concatenate(step.discriminator.map((update) => floats(update.real))),
      discriminatorNoise: concatenate(step.discriminator.map((update) => floats(update.noise))),
      generatorNoise: floats(step.generator.noise),
      generatorReal: step.generator.real === undefined ? undefined : floats(step.generator.real),
      masks: concatenate([
        ...step.discriminator.map((update) => masksOf(update.masks, layout)),
        masksOf(step.generator.masks, layout),
      ]),
      epsilons: concatenate(step.discriminator.map((update) => epsilonsOf(update.epsilon, model))),
      sizes: {
        lossReal: step.discriminator.reduce((sum, update) => sum + Math.abs(update.loss_real), 0),
        lossFake: step.discriminator.reduce((sum, update) => sum + Math.abs(update.loss_fake), 0),
        lossGenerator: Math.abs(step.generator.loss),
        penalty: step.discriminator.reduce((sum, update) => sum + Math.abs(update.penalty), 0),
      },
      penalty: step.discriminator.reduce((sum, update) => sum + update.penalty, 0),
      instanceNoise: instanceNoise(step, model, index),
      lossReal: step.discriminator.reduce((sum, update) => sum + update.loss_real, 0),
      lossFake: step.discriminator.reduce((sum, update) => sum + update.loss_fake, 0),
      lossGenerator: step.generator.loss,
      normDiscriminator: sumOf(step.discriminator.map((update) => update.gradient_norm)),
      normGenerator: step.generator.gradient_norm,
    })),
  };
  for (const which of ['generator', 'discriminator'] as const) {
    const { parameterCount } = model[which];
    if (trace.initial[which].length !== parameterCount)
      throw parameterError(model[which], trace.initial[which].length, which);
  }
  return { kind: 'trace', trace };
}
