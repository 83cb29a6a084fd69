import type { InstanceNoiseBatches } from '../engines/engine.ts';
import { MaskLayout, type MaskedUse } from '../model/masks.ts';
import type { Model } from '../model/network.ts';
import { clipFactor, gradientNorm } from '../model/optimizers.ts';
import { betweenCount } from '../model/penalties.ts';
import { noiseDeviation } from '../model/schedule.ts';
import {
  parseRawTrace,
  unknownSetting,
  unsupportedFormat,
  type RawLayer,
  type RawMasks,
  type RawTrace,
} from './raw-trace.ts';
import { traceModel } from './trace-model.ts';

/** One train step: losses and norms of gradients; those of the discriminator are summed over its updates. */
export interface TraceStep {
  readonly real: Float32Array;
  readonly discriminatorNoise: Float32Array;
  readonly generatorNoise: Float32Array;
  readonly generatorReal: Float32Array | undefined;
  readonly masks: Float32Array;
  readonly epsilons: Float32Array;
  /** The sum of all penalties over the discriminator's updates. */
  readonly penalty: number;
  /** The absolute values of the losses, summed over updates; errors are relative to these. */
  readonly sizes: Readonly<Record<'lossReal' | 'lossFake' | 'lossGenerator' | 'penalty', number>>;
  readonly instanceNoise: InstanceNoiseBatches | undefined;
  readonly lossReal: number;
  readonly lossFake: number;
  readonly lossGenerator: number;
  /** Before clipping; undefined if the trace does not have them. */
  readonly normGenerator: number | undefined;
  readonly normDiscriminator: number | undefined;
}

/** A trace as the engines need it, with one array of parameters per network. */
export interface Trace {
  readonly name: string;
  readonly format: 1 | 2;
  readonly model: Model;
  readonly initial: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  /** Running statistics and power iterations. */
  readonly initialBuffers: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  readonly finalBuffers: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  /** Latent vectors, and the trained generator's outputs for them, with its running statistics. */
  readonly evaluation: { readonly noise: Float32Array; readonly samples: Float32Array } | undefined;
  readonly final: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  readonly firstGradients: { readonly generator: Float32Array; readonly discriminator: Float32Array };
  readonly steps: readonly TraceStep[];
}

/** The result of reading a trace. A loss, activation or optimiser that no engine has is reported by name. */
export type ParsedTrace = { kind: 'trace'; trace: Trace } | { kind: 'unsupported'; name: string; what: string };

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
}

/** Decodes an array of `count` numbers. */
function numbers(base64: string | undefined, count: number, where: string): Float32Array {
  if (base64 === undefined) throw new Error(`${where} is missing`);
  const values = floats(base64);
  if (values.length !== count) throw new Error(`${where} has ${values.length} numbers where ${count} are needed`);
  return values;
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

/** In the order of a network's parameters and of its buffers. */
const PARAMETERS = ['W', 'b', 'gamma', 'beta'] as const;
const BUFFERS = ['running_mean', 'running_variance', 'u', 'v'] as const;

type Networks<Value> = Readonly<Record<'generator' | 'discriminator', Value>>;

const ofBoth = <Value>(of: (which: 'generator' | 'discriminator') => Value): Networks<Value> => ({
  generator: of('generator'),
  discriminator: of('discriminator'),
});

const laidOut = (layers: readonly RawLayer[], keys: readonly (keyof RawLayer)[]): Float32Array =>
  concatenate(layers.flatMap((one) => keys.map((key) => floats(one[key] ?? ''))));

/** The parameters, or the buffers, of both networks at one time. */
function weights(raw: RawTrace, when: 'initial' | 'final', what: 'parameters' | 'buffers', model: Model) {
  return ofBoth((which) => {
    const values = laidOut(raw[when][which], what === 'parameters' ? PARAMETERS : BUFFERS);
    const count = what === 'parameters' ? model[which].parameterCount : model[which].bufferCount;
    if (values.length !== count)
      throw new Error(`${when}.${which} has ${values.length} ${what} where its layers need ${count}`);
    return values;
  });
}

/** Gradients in the layout of the parameters, with 0 for parameters that are not trained. */
function gradientsOf(layers: readonly RawLayer[], initial: readonly RawLayer[], where: string): Float32Array {
  const parts = initial.flatMap((one, index) =>
    PARAMETERS.map((key) => {
      const count = floats(one[key] ?? '').length;
      const gradient = layers.at(index)?.[key];
      return gradient === undefined ? new Float32Array(count) : numbers(gradient, count, `${where}[${index}].${key}`);
    }),
  );
  return concatenate(parts);
}

/** The factor of clipping for a trace's first gradient, which the trace has before clipping. */
function firstFactor(clip: number, norm: number | undefined, gradient: Float32Array): number {
  if (clip === 0 || norm === undefined || norm <= clip) return 1;
  const isClipped = gradientNorm(Float64Array.from(gradient)) < clip + (norm - clip) / 2;
  return isClipped ? 1 : clipFactor(clip, norm);
}

const scaled = (values: Float32Array, factor: number) => values.map((value) => factor * value);

function firstGradients(raw: RawTrace) {
  const [first] = raw.steps;
  const norms = { generator: first.generator.gradient_norm, discriminator: first.discriminator[0].gradient_norm };
  return ofBoth((which) => {
    const key = `first_gradient_${which}` as const;
    const gradient = gradientsOf(raw[key], raw.initial[which], key);
    return scaled(gradient, firstFactor(raw.config.gradient_clip, norms[which], gradient));
  });
}

/** Undefined if one of them is. */
function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
}

/** The train steps of a trace, as the arrays that an engine takes. */
class TraceSteps {
  readonly #model: Model;
  readonly #layout: MaskLayout;
  readonly #sampleLength: number;
  readonly #latentLength: number;

  constructor(model: Model) {
    this.#model = model;
    this.#layout = new MaskLayout(model);
    const samples = model.packing * model.batchSize;
    this.#sampleLength = samples * model.dimension;
    this.#latentLength = samples * model.latentDimension;
  }

  step({ discriminator, generator }: RawTrace['steps'][number], index: number): TraceStep {
    const { discriminatorUpdates, batchSize } = this.#model;
    if (discriminator.length !== discriminatorUpdates)
      throw new Error(
        `steps[${index}].discriminator has ${discriminator.length} updates where n_critic says ${discriminatorUpdates}`,
      );
    const updates = discriminator.map((update, at) => ({ update, where: `steps[${index}].discriminator[${at}]` }));
    const between = betweenCount(this.#model);
    const where = `steps[${index}].generator`;
    const sum = (key: 'loss_real' | 'loss_fake' | 'penalty', of: (loss: number) => number) =>
      discriminator.reduce((total, update) => total + of(update[key]), 0);
    const asIs = (loss: number) => loss;
    return {
      real: concatenate(updates.map(({ update, where }) => numbers(update.real, this.#sampleLength, `${where}.real`))),
      discriminatorNoise: concatenate(
        updates.map(({ update, where }) => numbers(update.noise, this.#latentLength, `${where}.noise`)),
      ),
      generatorNoise: numbers(generator.noise, this.#latentLength, `${where}.noise`),
      generatorReal: this.#generatorReal(generator, index),
      masks: concatenate([
        ...updates.map(({ update, where }) => this.#masksOf(update.masks, `${where}.masks`)),
        this.#masksOf(generator.masks, `${where}.masks`),
      ]),
      // A trace has one ε per row, which all penalties between real and fake share.
      epsilons: concatenate(
        updates.flatMap(({ update, where }) =>
          Array.from({ length: between }, () => numbers(update.epsilon, batchSize, `${where}.epsilon`)),
        ),
      ),
      sizes: {
        lossReal: sum('loss_real', Math.abs),
        lossFake: sum('loss_fake', Math.abs),
        lossGenerator: Math.abs(generator.loss),
        penalty: sum('penalty', Math.abs),
      },
      penalty: sum('penalty', asIs),
      instanceNoise: this.#instanceNoise({ discriminator, generator }, index),
      lossReal: sum('loss_real', asIs),
      lossFake: sum('loss_fake', asIs),
      lossGenerator: generator.loss,
      normDiscriminator: sumOf(discriminator.map((update) => update.gradient_norm)),
      normGenerator: generator.gradient_norm,
    };
  }

  /** The masks of an update in the order of `MaskLayout`; 1 for a use without masks. */
  #masksOf(given: RawMasks | undefined, where: string): Float32Array {
    const of = (use: MaskedUse): Float32Array => {
      const count = this.#layout.lengths[use];
      const own = given?.[use];
      if (!own) return new Float32Array(count).fill(1);
      const values = concatenate(own.map(floats));
      if (values.length !== count)
        throw new Error(`${where}.${use} has ${values.length} numbers where ${count} are needed`);
      return values;
    };
    return concatenate([of('generator'), of('real'), of('fake'), of('between')]);
  }

  /** The real samples of a generator's update, with their noise if the trace has any. */
  #generatorReal(generator: RawTrace['steps'][number]['generator'], index: number): Float32Array | undefined {
    const { generatorReadsReal, instanceNoise } = this.#model;
    if (!generatorReadsReal) return undefined;
    const where = `steps[${index}].generator`;
    const real = numbers(generator.real, this.#sampleLength, `${where}.real`);
    if (!instanceNoise || generator.noise_real === undefined) return real;
    const noise = numbers(generator.noise_real, this.#sampleLength, `${where}.noise_real`);
    const deviation = noiseDeviation(instanceNoise, index);
    return real.map((value, at) => value + deviation * noise[at]);
  }

  /** The noise of a step, scaled by its standard deviation there. */
  #instanceNoise({ discriminator, generator }: RawTrace['steps'][number], index: number) {
    const { instanceNoise } = this.#model;
    if (!instanceNoise) return undefined;
    const deviation = noiseDeviation(instanceNoise, index);
    const read = (base64: string | undefined, where: string) =>
      scaled(numbers(base64, this.#sampleLength, `steps[${index}].${where}`), deviation);
    return {
      real: concatenate(discriminator.map(({ noise_real }, at) => read(noise_real, `discriminator[${at}].noise_real`))),
      fake: concatenate(discriminator.map(({ noise_fake }, at) => read(noise_fake, `discriminator[${at}].noise_fake`))),
      generator: read(generator.noise_fake, 'generator.noise_fake'),
    };
  }
}

/** Checks the sizes of a trace's networks against each other and against its steps. */
function checkSizes({ config, steps }: RawTrace): void {
  const { generator, discriminator, packing } = config;
  const dimension = generator.layers[generator.layers.length - 1];
  if (discriminator.layers[0] !== packing * dimension)
    throw new Error(
      `config.discriminator.layers begins with ${discriminator.layers[0]} where the generator’s output needs ${packing * dimension}`,
    );
  if (discriminator.layers[discriminator.layers.length - 1] !== 1)
    throw new Error('config.discriminator.layers does not end with 1 logit');
  if (config.steps !== undefined && config.steps !== steps.length)
    throw new Error(`it has ${steps.length} steps where config.steps says ${config.steps}`);
}

/** Reads the JSON of a trace. Throws an Error that says what is wrong if it is damaged or not a trace. */
export function parseTrace(json: unknown): ParsedTrace {
  const other = unsupportedFormat(json);
  if (other) return { kind: 'unsupported', ...other };
  const raw = parseRawTrace(json);
  const { name } = raw.config;
  const unknown = unknownSetting(json);
  if (unknown !== undefined) return { kind: 'unsupported', name, what: unknown };
  const read = traceModel(raw);
  if (read.kind === 'unsupported') return { kind: 'unsupported', name, what: read.what };
  const { model } = read;
  checkSizes(raw);
  const steps = new TraceSteps(model);
  const { evaluation } = raw;
  const evaluated = evaluation && floats(evaluation.noise);
  const trace: Trace = {
    name,
    format: raw.format,
    model,
    initial: weights(raw, 'initial', 'parameters', model),
    initialBuffers: weights(raw, 'initial', 'buffers', model),
    evaluation: evaluation &&
      evaluated && {
        noise: evaluated,
        samples: numbers(
          evaluation.samples,
          (evaluated.length / model.latentDimension) * model.dimension,
          'evaluation.samples',
        ),
      },
    final: weights(raw, 'final', 'parameters', model),
    finalBuffers: weights(raw, 'final', 'buffers', model),
    firstGradients: firstGradients(raw),
    steps: raw.steps.map((step, index) => steps.step(step, index)),
  };
  return { kind: 'trace', trace };
}
