import { pathOfName, settingName } from './setting-names.ts';

/** Short names of fields, for narrow places and, besides their paths, in filters. */
export const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['optimizer.generator.learning_rate', 'lr_g'],
  ['optimizer.discriminator.learning_rate', 'lr_d'],
  ['optimizer.generator.name', 'optimizer_g'],
  ['optimizer.discriminator.name', 'optimizer_d'],
  ['generator.hidden_widths', 'widths_g'],
  ['discriminator.hidden_widths', 'widths_d'],
  ['generator.latent_dimension', 'latent'],
  ['generator.activation', 'activation_g'],
  ['discriminator.activation', 'activation_d'],
  ['batch_size', 'batch'],
  ['batches_per_epoch', 'batches'],
  ['discriminator_updates', 'updates_d'],
  ['loss.name', 'loss'],
  ['loss.real_label', 'real_label'],
  ['target.law', 'target'],
  ['noise.law', 'noise'],
  ['optimizer.generator.weight_decay', 'decay_g'],
  ['optimizer.discriminator.weight_decay', 'decay_d'],
  ['discriminator.weight_clip', 'weight_clip'],
  ['instance_noise.standard_deviation', 'instance_noise'],
  ['schedule.name', 'schedule'],
  ['ema_decay', 'ema'],
  ['snapshots.every', 'snapshot_every'],
]);

export function shortName(path: string): string {
  return SHORT_NAMES.get(path) ?? path;
}

const FULL_NAMES: ReadonlyMap<string, string> = new Map([...SHORT_NAMES].map(([path, name]) => [name, path]));

/** The path of a field with this short or readable name; any other text is taken as a path. */
export function fullName(name: string): string {
  return FULL_NAMES.get(name) ?? pathOfName(name) ?? name;
}

/** Whether any name of the setting at `path` contains `text`: its readable name, its short name or its path. */
export function isSettingFound(path: string, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [settingName(path), shortName(path), path].some((name) => name.toLowerCase().includes(wanted));
}
