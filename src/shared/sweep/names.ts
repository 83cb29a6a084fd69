import { LABEL_SEPARATOR, shortChange } from '../config/label.ts';
import { shortName } from '../config/short-names.ts';
import type { SweepDefinition } from './definition.ts';
import { variedPaths } from './paths.ts';

const LONGEST_NAME = 60;

/** The name of a sweep: the given one, or what it varies, such as `lr_g × loss`. */
export function sweepName(definition: SweepDefinition): string {
  if (definition.name !== undefined) return definition.name;
  const varied = variedPaths(definition).map(shortName);
  let name = '';
  for (const [index, one] of varied.entries()) {
    const longer = name === '' ? one : `${name} × ${one}`;
    if (name !== '' && longer.length > LONGEST_NAME) return `${name} × ${varied.length - index} more`;
    name = longer;
  }
  return name === '' ? 'sweep' : name;
}

/** The name of the runs of an arm: the name of the base, then the arm's settings, such as `vanilla · lr_g 2e-4`. */
export function armName(base: string, settings: Readonly<Record<string, unknown>>): string {
  const changes = Object.entries(settings).map(([path, to]) => shortChange({ path, from: undefined, to }));
  return [base, ...changes].join(LABEL_SEPARATOR);
}
