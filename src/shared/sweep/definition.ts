import { z } from 'zod';
import { runName } from '../api/fields.ts';
import { PRESET_NAMES } from '../config/presets.ts';

/** Runs of one sweep at most. */
export const MOST_RUNS = 10_000;

/** A setting's path in the config, or its short name, such as `lr_g`. */
const path = z.string().min(1).max(200);
/** As the config's schema takes it; parsed there. */
const value = z.unknown();
const bound = z.number();

/** How a random sweep draws one setting; whole numbers where `whole` is true. */
const drawn = z.union([
  z.strictObject({ uniform: z.tuple([bound, bound]), whole: z.boolean().optional() }),
  z.strictObject({ log_uniform: z.tuple([bound, bound]), whole: z.boolean().optional() }),
  z.strictObject({ choice: z.array(value).min(1).max(1000) }),
]);

/**
 * A sweep as a file, the window and the store say it: a base config, exactly one of `grid` (every combination of the values),
 * `list` (these settings) and `random` (so many draws), and the seeds that each is trained with.
 */
export const sweepSchema = z
  .strictObject({
    name: runName.optional(),
    preset: z.enum(PRESET_NAMES).optional(),
    /** Over the preset, or over the defaults. */
    config: z.record(z.string(), z.unknown()).default({}),
    grid: z.record(path, z.array(value).min(1).max(1000)).optional(),
    list: z.array(z.record(path, value)).min(1).max(MOST_RUNS).optional(),
    random: z
      .strictObject({
        count: z.int().min(1).max(MOST_RUNS),
        /** Of the draws: the runs' own seeds are `seeds`. */
        seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
        settings: z.record(path, drawn),
      })
      .optional(),
    seeds: z.array(z.int().min(0).max(Number.MAX_SAFE_INTEGER)).min(1).max(MOST_RUNS).default([1]),
    /** Stops runs that have clearly diverged before their end. */
    stop_diverged: z.boolean().default(false),
  })
  .refine(
    ({ grid, list, random }) => [grid, list, random].filter((one) => one !== undefined).length === 1,
    'a sweep has exactly one of grid, list and random',
  );

export type SweepDefinition = z.output<typeof sweepSchema>;
/** What a user may write. */
export type SweepInput = z.input<typeof sweepSchema>;
export type DrawnSetting = z.output<typeof drawn>;
