import type { RunConfig } from './schema.ts';

/** A value of the config that has no settings of its own. */
type Value = string | number | boolean | null | undefined | readonly unknown[];

type PathsIn<Settings, Before extends string> = Settings extends unknown
  ? { [Key in keyof Settings & string]: PathsOf<Settings[Key], `${Before}${Key}`> }[keyof Settings & string]
  : never;

type PathsOf<Setting, Path extends string> = Setting extends Value ? Path : PathsIn<Setting, `${Path}.`>;

/** The path of a setting, such as `optimizer.generator.learning_rate`. */
export type SettingPath = PathsIn<RunConfig, ''>;

/**
 * The readable name of every setting, as the window, the figures and the manual write it. A new setting of the schema does
 * not compile until it has its name here. Two settings never have the same name: both the name and the path find a setting.
 */
export const SETTING_NAMES: Readonly<Record<SettingPath, string>> = {
  version: 'Config version',
  seed: 'Seed',
  engine: 'Engine',
  device: 'Device',
  epochs: 'Epochs',
  batches_per_epoch: 'Batches per epoch',
  batch_size: 'Batch size',
  discriminator_updates: 'Discriminator updates',
  'generator.latent_dimension': 'Latent dimension',
  'generator.hidden_widths': 'Generator widths',
  'generator.activation': 'Generator activation',
  'generator.slope': 'Generator leaky slope',
  'generator.output_activation': 'Generator output activation',
  'generator.layers': 'Generator layers',
  'generator.output_spectral': 'Generator output spectral norm',
  'generator.initialization.name': 'Generator initialization',
  'generator.initialization.standard_deviation': 'Generator initial standard deviation',
  'discriminator.hidden_widths': 'Discriminator widths',
  'discriminator.activation': 'Discriminator activation',
  'discriminator.slope': 'Discriminator leaky slope',
  'discriminator.layers': 'Discriminator layers',
  'discriminator.output_spectral': 'Discriminator output spectral norm',
  'discriminator.weight_clip': 'Weight clipping',
  'discriminator.packing': 'Discriminator packing',
  'discriminator.initialization.name': 'Discriminator initialization',
  'discriminator.initialization.standard_deviation': 'Discriminator initial standard deviation',
  'loss.name': 'Loss',
  'loss.real_label': 'Label of real samples',
  'loss.real': 'Loss of a real sample',
  'loss.fake': 'Loss of a generated sample',
  'loss.generator': 'Loss of the generator',
  'loss.discriminator_scale': 'Scale of the discriminator’s loss',
  penalties: 'Penalties',
  'optimizer.generator.name': 'Generator optimizer',
  'optimizer.generator.learning_rate': 'Generator learning rate',
  'optimizer.generator.beta_1': 'Generator beta 1',
  'optimizer.generator.beta_2': 'Generator beta 2',
  'optimizer.generator.epsilon': 'Generator epsilon',
  'optimizer.generator.weight_decay': 'Generator weight decay',
  'optimizer.generator.momentum': 'Generator momentum',
  'optimizer.generator.alpha': 'Generator alpha',
  'optimizer.discriminator.name': 'Discriminator optimizer',
  'optimizer.discriminator.learning_rate': 'Discriminator learning rate',
  'optimizer.discriminator.beta_1': 'Discriminator beta 1',
  'optimizer.discriminator.beta_2': 'Discriminator beta 2',
  'optimizer.discriminator.epsilon': 'Discriminator epsilon',
  'optimizer.discriminator.weight_decay': 'Discriminator weight decay',
  'optimizer.discriminator.momentum': 'Discriminator momentum',
  'optimizer.discriminator.alpha': 'Discriminator alpha',
  'schedule.name': 'Schedule',
  'schedule.warm_up': 'Warm-up',
  'schedule.final': 'Final share of the learning rates',
  'schedule.epochs': 'Length of the schedule',
  'schedule.every': 'Schedule step',
  'schedule.factor': 'Schedule factor',
  'instance_noise.standard_deviation': 'Instance noise',
  'instance_noise.epochs': 'Length of the instance noise',
  gradient_clip: 'Gradient clipping',
  'noise.law': 'Noise',
  'noise.low': 'Noise lower end',
  'noise.high': 'Noise upper end',
  'noise.mean': 'Noise mean',
  'noise.standard_deviation': 'Noise standard deviation',
  'noise.file': 'Noise file',
  'noise.export': 'Noise function',
  'noise.digest': 'Noise file digest',
  'noise.dimension': 'Noise dimension',
  'target.law': 'Target',
  'target.low': 'Target lower end',
  'target.high': 'Target upper end',
  'target.mean': 'Target mean',
  'target.standard_deviation': 'Target standard deviation',
  'target.rate': 'Target rate',
  'target.location': 'Target location',
  'target.scale': 'Target scale',
  'target.log_mean': 'Target mean of the logarithm',
  'target.log_standard_deviation': 'Target standard deviation of the logarithm',
  'target.degrees_of_freedom': 'Target degrees of freedom',
  'target.weights': 'Mixture weights',
  'target.means': 'Mixture means',
  'target.standard_deviations': 'Mixture standard deviations',
  'target.modes': 'Number of modes',
  'target.radius': 'Target radius',
  'target.side': 'Gaussians or squares per side',
  'target.spacing': 'Grid spacing',
  'target.turns': 'Turns',
  'target.width': 'Target width',
  'target.density': 'Target density',
  'target.range': 'Target range',
  'target.positions': 'Target positions',
  'target.heights': 'Target heights',
  'target.file': 'Target file',
  'target.columns': 'Target columns',
  'target.numbers': 'Number format',
  'target.invalid_rows': 'Invalid rows',
  'target.standardize': 'Standardize the target',
  'target.digest': 'Target file digest',
  'target.values_digest': 'Target values digest',
  'target.export': 'Target function',
  'target.dimension': 'Target dimension',
  ema_decay: 'EMA decay',
  'snapshots.every': 'Snapshot interval',
  'snapshots.samples': 'Samples per snapshot',
  'snapshots.bins': 'Histogram bins',
  'checkpoints.every': 'Checkpoint interval',
};

const READABLE: ReadonlyMap<string, string> = new Map(Object.entries(SETTING_NAMES));

const PATHS_BY_NAME: ReadonlyMap<string, string> = new Map(
  [...READABLE].map(([path, name]) => [name.toLowerCase(), path]),
);

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The words of a path that has no name in the table: `Generator weight decay` for `optimizer.generator.weight_decay`.
 */
function inWords(path: string): string {
  const words = path.replace(/^optimizer\.(?=.*\.)/, '').replaceAll(/[._]+/g, ' ');
  return capitalised(words.trim()) || path;
}

/** The readable name of a setting, such as `Generator learning rate`. A path that is no setting is written in words. */
export function settingName(path: string): string {
  return READABLE.get(path) ?? inWords(path);
}

/** The readable name inside a sentence: `generator learning rate`, but `EMA decay`. */
export function settingNameInside(path: string): string {
  const name = settingName(path);
  return /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** The path of the setting with this readable name, in any case of letters; undefined where there is none. */
export function pathOfName(name: string): string | undefined {
  return PATHS_BY_NAME.get(name.trim().toLowerCase());
}

/** The readable name of a group of settings, such as `Generator optimizer` for `optimizer.generator`. */
export function groupName(path: string): string {
  return READABLE.get(`${path}.name`) ?? READABLE.get(`${path}.law`) ?? inWords(path);
}
