import type { RunConfig } from './schema.ts';

/**
 * The epoch at which the schedule of `config` has brought both learning rates to 0, if it is not after `epoch`: training after it
 * would change nothing. undefined if there is something left to train.
 */
export function endedSchedule({ schedule, epochs }: RunConfig, epoch: number): number | undefined {
  if (!('epochs' in schedule) || schedule.final > 0) return undefined;
  const end = schedule.epochs || epochs;
  return end <= epoch ? end : undefined;
}
