import { z } from 'zod';
import { runConfigSchema } from '../../../shared/config/schema.ts';
import { modelOf, type Model, type Network } from '../model/network.ts';

/** A gradient has no `b` where a bias is not trained. */
const layer = z.object({ W: z.base64(), b: z.base64().optional() });
const networkWeights = z.object({ generator: z.array(layer), discriminator: z.array(layer) });

const networkConfig = z.object({
  layers: z.array(z.int().positive()).min(2),
  activation: z.string().default('leaky_relu'),
  slope: z.number().default(0.01),
  output: z.string().default('identity'),
  normalization: z.string().default('none'),
  pieces: z.number().default(1),
  dropout: z.number().default(0),
});

const networkOptimizer = z.object({
  lr: z.number(),
  betas: z.tuple([z.number(), z.number()]).default([0.5, 0.999]),
  eps: z.number().default(1e-8),
  momentum: z.number().default(0),
  alpha: z.number().default(0.99),
  weight_decay: z.number().default(0),
});

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
    penalties: z.array(z.object({ at: z.string() })).default([]),
    packing: z.int().positive().default(1),
    schedule: z.object({ name: z.string() }).optional(),
    gradient_clip: z.number().default(0),
    instance_noise: z.number().default(0),
  }),
  initial: networkWeights,
  final: networkWeights,
  first_gradient_discriminator: z.array(layer),
  first_gradient_generator: z.array(layer),
  steps: z.array(
    z.object({
      discriminator: z.array(
        z.object({ real: z.base64(), noise: z.base64(), loss_real: z.number(), loss_fake: z.number() }),
      ),
      generator: z.object({ noise: z.base64(), real: z.base64().optional(), loss: z.number() }),
    }),
  ),
});

type RawTrace = z.output<typeof traceSchema>;

/** The losses of one train step, the discriminator's summed over its updates. */
export interface TraceStep {
  readonly real: Float32Array;
  readonly discriminatorNoise: Float32Array;
  readonly generatorNoise: Float32Array;
  readonly generatorReal: Float32Array | undefined;
  readonly lossReal: number;
  readonly lossFake: number;
  readonly lossGenerator: number;
}

/** A trace in the terms of the engines: parameters as one array a network. */
export interface Trace {
  readonly name: string;
  readonly model: Model;
  readonly initial: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  /** Of running statistics and power iterations. */
  readonly initialBuffers: { readonly generator: Float32Array; readonly discriminator: Float32Array };
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

const parameters = (layers: readonly RawLayer[]): Float32Array =>
  concatenate(layers.flatMap(({ W, b }) => [floats(W), floats(b ?? '')]));

/** As `parameters`, with gradients of 0 for biases that are not trained. */
function gradientsOf(layers: readonly RawLayer[], network: Network): Float32Array {
  const parts = layers.flatMap(({ W, b }, index) => [
    floats(W),
    b === undefined ? new Float32Array(network.layers[index].outputs) : floats(b),
  ]);
  return concatenate(parts);
}

const pair = (weights: z.output<typeof networkWeights>) => ({
  generator: parameters(weights.generator),
  discriminator: parameters(weights.discriminator),
});

function optimizerInput(name: string, optimizer: z.output<typeof networkOptimizer>): unknown {
  const { lr: learning_rate, betas, eps: epsilon, momentum, alpha } = optimizer;
  switch (name) {
    case 'adam':
      return { name, learning_rate, beta_1: betas[0], beta_2: betas[1], epsilon };
    case 'sgd':
      return { name, learning_rate, momentum };
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
    default:
      return { name };
  }
}

function configInput({ config }: RawTrace): unknown {
  const { generator, discriminator, optimizer } = config;
  return {
    batch_size: config.batch,
    discriminator_updates: config.n_critic,
    loss: lossInput(config),
    generator: {
      latent_dimension: generator.layers[0],
      hidden_widths: generator.layers.slice(1, -1),
      activation: generator.activation,
      slope: generator.slope,
      output_activation: generator.output,
    },
    discriminator: {
      hidden_widths: discriminator.layers.slice(1, -1),
      activation: discriminator.activation,
      slope: discriminator.slope,
    },
    optimizer: {
      generator: optimizerInput(optimizer.name, optimizer.generator),
      discriminator: optimizerInput(optimizer.name, optimizer.discriminator),
    },
  };
}

/** What a trace trains with that no config can ask for yet. */
function unsupportedFeature({ config }: RawTrace): string | undefined {
  const networks = [config.generator, config.discriminator];
  const optimizers = [config.optimizer.generator, config.optimizer.discriminator];
  const normalization = networks.find((network) => network.normalization !== 'none')?.normalization;
  if (config.clip > 0) return 'weight clipping';
  if (config.penalties.length > 0) return `penalty at ${config.penalties[0].at}`;
  if (config.packing > 1) return 'packing';
  if (normalization !== undefined) return `normalization ${normalization}`;
  if (networks.some(({ pieces }) => pieces > 1)) return 'maxout';
  if (networks.some(({ dropout }) => dropout > 0)) return 'dropout';
  if (config.schedule) return `schedule ${config.schedule.name}`;
  if (config.gradient_clip > 0) return 'gradient clipping';
  if (config.instance_noise > 0) return 'instance noise';
  return optimizers.some(({ weight_decay }) => weight_decay > 0) ? 'weight decay' : undefined;
}

function unsupportedPart(path: readonly PropertyKey[], { config }: RawTrace): string {
  if (path[0] === 'loss') return `loss ${config.loss}`;
  if (path[0] === 'optimizer') return `optimizer ${config.optimizer.name}`;
  if (path[1] === 'output_activation') return `output activation ${config.generator.output}`;
  if (path[1] === 'activation')
    return `activation ${path[0] === 'generator' ? config.generator.activation : config.discriminator.activation}`;
  return path.join('.');
}

function parameterError(network: Network, got: number, which: string): Error {
  return new Error(`${which} has ${got} parameters where its layers need ${network.parameterCount}`);
}

/** Reads the JSON of a trace. Throws a ZodError or an Error that says what is wrong where it is no trace at all. */
export function parseTrace(json: unknown): ParsedTrace {
  const raw = traceSchema.parse(json);
  const { name, generator } = raw.config;
  const config = runConfigSchema.safeParse(configInput(raw));
  if (!config.success) return { kind: 'unsupported', name, what: unsupportedPart(config.error.issues[0].path, raw) };
  const feature = unsupportedFeature(raw);
  if (feature !== undefined) return { kind: 'unsupported', name, what: feature };
  const model = modelOf(config.data, generator.layers[generator.layers.length - 1]);
  const trace: Trace = {
    name,
    model,
    initial: pair(raw.initial),
    initialBuffers: { generator: new Float32Array(0), discriminator: new Float32Array(0) },
    final: pair(raw.final),
    firstGradients: {
      generator: gradientsOf(raw.first_gradient_generator, model.generator),
      discriminator: gradientsOf(raw.first_gradient_discriminator, model.discriminator),
    },
    steps: raw.steps.map((step) => ({
      real: concatenate(step.discriminator.map((update) => floats(update.real))),
      discriminatorNoise: concatenate(step.discriminator.map((update) => floats(update.noise))),
      generatorNoise: floats(step.generator.noise),
      generatorReal: step.generator.real === undefined ? undefined : floats(step.generator.real),
      lossReal: step.discriminator.reduce((sum, update) => sum + update.loss_real, 0),
      lossFake: step.discriminator.reduce((sum, update) => sum + update.loss_fake, 0),
      lossGenerator: step.generator.loss,
    })),
  };
  for (const which of ['generator', 'discriminator'] as const) {
    const { parameterCount } = model[which];
    if (trace.initial[which].length !== parameterCount)
      throw parameterError(model[which], trace.initial[which].length, which);
  }
  return { kind: 'trace', trace };
}
