import type { SweepDefinition } from './definition.ts';
import { fieldOf, settingsOf } from './settings.ts';

function givenSettings({ grid = {}, list = [], random }: SweepDefinition): [name: string, value: unknown][] {
  return [
    ...Object.entries(grid).flatMap(([name, values]) => values.map((value): [string, unknown] => [name, value])),
    ...list.flatMap((settings) => Object.entries(settings)),
    ...Object.entries(random?.settings ?? {}).flatMap(([name, drawn]): [string, unknown][] =>
      'choice' in drawn ? drawn.choice.map((value) => [name, value]) : [[name, 0]],
    ),
  ];
}

/** The paths of the settings that a sweep varies, in the given order, without duplicates. */
export function variedPaths(definition: SweepDefinition): string[] {
  const settings = givenSettings(definition).flatMap(([name, value]) => settingsOf(name, value));
  return [...new Set(settings.map(({ path }) => fieldOf(path)))];
}
