import { ownValue } from '../../../shared/objects.ts';
import equal from 'fast-deep-equal';
import { describeConfig } from '../../../shared/config/describe.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';

/** One setting of a run's config, and whether it is at its default. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly isDefault: boolean;
}

function at(config: unknown, path: string): unknown {
  return path.split('.').reduce(ownValue, config);
}

/** The settings of a config in the order of the schema, with those of the laws, losses and optimizers that it names. */
export function settingsOf(config: RunConfig): Setting[] {
  return describeConfig().flatMap(({ path, option, default: standard }) => {
    if (option !== undefined && at(config, option.path) !== option.word) return [];
    const value = at(config, path);
    return value === undefined ? [] : [{ path, value, isDefault: equal(value, standard) }];
  });
}

export function settingText({ path, value }: Setting): string {
  return `${path}=${Array.isArray(value) ? value.join(',') : String(value)}`;
}
