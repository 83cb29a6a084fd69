import { z } from 'zod';
import { isObject, ownValue } from '../../../shared/objects.ts';

/** A gradient has no `b` if the bias is not trained. */
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
const gradient = layer.partial();
const networkWeights = z.object({ generator: z.array(layer), discriminator: z.array(layer) });

const networkConfig = z.object({
  layers: z.array(z.int().positive()).min(2),
  activation: z.string().default('leaky_relu'),
  slope: z.number().default(0.01),
  output: z.string().default('identity'),
  normalization: z.string().default('none'),
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

/** For each use of a network, one mask per hidden layer. */
const masks = z.partialRecord(z.enum(['generator', 'real', 'fake', 'between']), z.array(z.base64()));

const discriminatorUpdate = z.object({
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
});

const generatorUpdate = z.object({
  noise: z.base64(),
  real: z.base64().optional(),
  masks: masks.optional(),
  noise_real: z.base64().optional(),
  noise_fake: z.base64().optional(),
  gradient_norm: z.number().optional(),
  loss: z.number(),
});

const config = z.object({
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
  schedule: z.looseObject({ name: z.string() }).optional(),
  gradient_clip: z.number().default(0),
  instance_noise: z.number().default(0),
  steps: z.int().optional(),
});

/** A PyTorch trace, `format: 1` or `2`, as `test/reference/README.md` describes it. */
const traceSchema = z.object({
  format: z.literal([1, 2]),
  config,
  initial: networkWeights,
  final: networkWeights,
  evaluation: z.object({ noise: z.base64(), samples: z.base64() }).optional(),
  first_gradient_discriminator: z.array(gradient),
  first_gradient_generator: z.array(gradient),
  steps: z.array(z.object({ discriminator: z.array(discriminatorUpdate).min(1), generator: generatorUpdate })).min(1),
});

export type RawTrace = z.output<typeof traceSchema>;
export type RawLayer = z.output<typeof gradient>;
export type RawNetwork = z.output<typeof networkConfig>;
export type RawOptimizer = z.output<typeof networkOptimizer>;
export type RawMasks = z.output<typeof masks>;

/** Reads the JSON of a trace of format 1 or 2. Throws an Error that says what is missing or wrong. */
export function parseRawTrace(json: unknown): RawTrace {
  const parsed = traceSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${pathText(issue.path)} ${faultText(issue, issue.path.reduce(ownValue, json))}`);
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '') || 'it';

function faultText(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `is not of type ${issue.expected}`;
    case 'invalid_format':
      return `is not valid ${issue.format}`;
    case 'too_small':
      return 'is too small or too short';
    default:
      return 'has the wrong form';
  }
}

const ADAM = ['lr', 'betas', 'eps'];
const OPTIMIZER_KEYS: Readonly<Record<string, readonly string[]>> = {
  adam: ADAM,
  adamw: [...ADAM, 'weight_decay'],
  sgd: ['lr', 'momentum', 'weight_decay'],
  rmsprop: ['lr', 'alpha', 'eps'],
};

/** The known settings of each part of a trace, besides the arrays and losses of its steps. */
function knownKeys(json: unknown): (readonly [string, unknown, readonly string[]])[] {
  const given = ownValue(json, 'config');
  const optimizer = ownValue(given, 'optimizer');
  const name = ownValue(optimizer, 'name') ?? 'adam';
  const network = Object.keys(networkConfig.shape);
  const ofOptimizer =
    typeof name === 'string' && Object.hasOwn(OPTIMIZER_KEYS, name) ? OPTIMIZER_KEYS[name] : undefined;
  const settings = (which: string) =>
    ofOptimizer ? [[`optimizer.${which}`, ownValue(optimizer, which), ofOptimizer] as const] : [];
  const step = ownValue(ownValue(json, 'steps'), 0);
  return [
    ['', given, [...Object.keys(config.shape), 'seed', 'noise', 'data']],
    ['generator', ownValue(given, 'generator'), network],
    ['discriminator', ownValue(given, 'discriminator'), network.filter((key) => key !== 'output')],
    ['optimizer', optimizer, ['name', 'generator', 'discriminator']],
    ...settings('generator'),
    ...settings('discriminator'),
    ['steps[0].discriminator[0]', ownValue(ownValue(step, 'discriminator'), 0), Object.keys(discriminatorUpdate.shape)],
    ['steps[0].generator', ownValue(step, 'generator'), Object.keys(generatorUpdate.shape)],
  ];
}

/**
 * The first unknown setting or array of a trace. Ignoring it would verify a different run. Unknown numbers of a step
 * are ignored, because they are only reported.
 */
export function unknownSetting(json: unknown): string | undefined {
  for (const [where, settings, known] of knownKeys(json)) {
    if (!isObject(settings)) continue;
    const matters = (key: string) => !where.startsWith('steps') || typeof settings[key] !== 'number';
    const unknown = Object.keys(settings).find((key) => !known.includes(key) && matters(key));
    if (unknown !== undefined) return where === '' ? unknown : `${where}.${unknown}`;
  }
  return undefined;
}

/**
 * Why a trace of another format cannot be read; undefined for formats 1 and 2. Throws an Error if there is no format.
 */
export function unsupportedFormat(json: unknown): { readonly name: string; readonly what: string } | undefined {
  const format = ownValue(json, 'format');
  if (format === 1 || format === 2) return undefined;
  if (format === undefined) throw new Error('it has no format');
  const settings = ownValue(json, 'config');
  const name = ownValue(settings, 'name');
  const kinds = ['generator', 'discriminator'].flatMap((which) => {
    const layers = ownValue(ownValue(settings, which), 'layers');
    return Array.isArray(layers) ? layers.map((one) => ownValue(one, 'layer')) : [];
  });
  const ofImages = ['conv', 'conv_transpose', 'reshape', 'flatten', 'upsample', 'average_pool'].filter((kind) =>
    kinds.includes(kind),
  );
  const layers = ofImages.length > 0 ? `, with the layers ${ofImages.join(', ')} of images` : '';
  return {
    name: typeof name === 'string' ? name : 'trace',
    what: `format ${JSON.stringify(format)}${layers}; formats 1 and 2 are read`,
  };
}
