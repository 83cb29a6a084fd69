import equal from 'fast-deep-equal';
import { configFields } from './changes.ts';
import { dataDimension } from './memory.ts';
import { refuseValue, type Refusal } from './refusal.ts';
import { endedSchedule } from './schedule-end.ts';
import type { RunConfig } from './schema.ts';

/** Why a fork cannot change a setting. */
const BECAUSE = 'because the weights of the checkpoint fit no other value';

/**
 * The paths of the settings that a fork keeps: they decide how many weights there are and how they are connected.
 * Everything else may change.
 */
const KEPT = [
  'generator.latent_dimension',
  'generator.hidden_widths',
  'generator.layers',
  'generator.output_spectral',
  'discriminator.hidden_widths',
  'discriminator.layers',
  'discriminator.output_spectral',
  'discriminator.packing',
] as const;

/** Whether a fork keeps this setting as its parent has it. */
export function isKeptByForks(path: string): boolean {
  return KEPT.some((kept) => kept === path);
}

/** A sentence about which settings a fork keeps and why. */
export const KEPT_BY_FORKS = `A fork keeps ${KEPT.join(', ')} and the number of coordinates of the target, ${BECAUSE}.`;

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Why a run with `config` cannot continue from the checkpoint of `epoch` of a run with the config `parent`. */
export function forkRefusals(parent: RunConfig, epoch: number, config: RunConfig): Refusal[] {
  const [parentFields, fields] = [configFields(parent), configFields(config)];
  const refusals = KEPT.flatMap((path) => {
    const [before, after] = [parentFields.get(path), fields.get(path)];
    if (equal(before, after)) return [];
    return [refuseValue(path.split('.'), after, `must stay ${shown(before)}, ${BECAUSE}`)];
  });
  const [before, after] = [dataDimension(parent.target), dataDimension(config.target)];
  if (before !== after) {
    const wrong = `has ${after === 1 ? 'one coordinate' : `${after} coordinates`} where the parent's has ${before}; take one with ${before}, ${BECAUSE}`;
    refusals.push(refuseValue(['target', 'law'], config.target.law, wrong, true));
  }
  if (config.epochs <= epoch) {
    const wrong = `must be greater than ${epoch}, the epoch of the checkpoint: epochs are counted from the start of the parent`;
    refusals.push(refuseValue(['epochs'], config.epochs, wrong));
    return refusals;
  }
  const end = endedSchedule(config, epoch);
  if (end !== undefined) {
    const wrong = `ends the schedule with a factor of 0 at epoch ${end}, so nothing would be trained from epoch ${epoch} on; use more than ${epoch}, or a schedule.final above 0`;
    refusals.push(refuseValue(['schedule', 'epochs'], end, wrong));
  }
  return refusals;
}

const LONGEST_NAME = 180;

/** The name of a fork that was not given one. */
export function forkName(parent: string, epoch: number): string {
  return `${parent.slice(0, LONGEST_NAME)} from epoch ${epoch}`;
}
