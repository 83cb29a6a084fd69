import type { RunConfig } from './schema.ts';

/**
 * The epoch at which the schedule of `config` reaches a learning rate of 0 for both networks, if that is at `epoch` or
 * before: training from there would change nothing. Undefined otherwise.
 */
export function endedSchedule({ schedule, epochs }: RunConfig, epoch: number): number | undefined {
  if (!('epochs' in schedule) || schedule.final > 0) return undefined;
  const end = schedule.epochs || epochs;
  return end <= epoch ? end : undefined;
}
