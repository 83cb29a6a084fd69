import { fullName } from '../config/short-names.ts';
import type { SweepDefinition } from './definition.ts';

/** Paths of the settings that a sweep varies, in the order they were given, each once. */
export function variedPaths({ grid, list, random }: SweepDefinition): string[] {
  const given = [grid ?? {}, ...(list ?? []), random?.settings ?? {}].flatMap((settings) => Object.keys(settings));
  return [...new Set(given.map(fullName))];
}
