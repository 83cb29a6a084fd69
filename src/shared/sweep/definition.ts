import { z } from 'zod';
import { wholeNumber } from '../counted.ts';
import { runName } from '../api/request.ts';
import { PRESET_NAMES } from '../config/presets.ts';

/** The most runs of one sweep. */
export const MOST_RUNS = 10_000;

// Error texts complete a sentence that begins with the place and the value (parse.ts).

/** A setting's path in the config, or its short name, such as `lr_g`. */
const path = z.string().min(1).max(200);
/** A value, which the config's schema checks. */
const value = z.unknown();
const bound = z.number('must be a number');
const bounds = z.tuple([bound, bound], 'is not a range; use [low, high]');
const values = z
  .array(value, 'is not a list of values')
  .min(1, 'is empty; give at least one value')
  .max(1000, 'are too many values; the limit is 1,000');
const seed = z
  .int('must be a whole number of 0 or more')
  .min(0, 'must be a whole number of 0 or more')
  .max(Number.MAX_SAFE_INTEGER, 'must be at most 9007199254740991');

/**
 * How a random sweep draws one setting. It draws whole numbers if `whole` is true, or if `whole` is not given and the
 * setting only takes whole numbers.
 */
const drawn = z.union(
  [
    z.strictObject({ uniform: bounds, whole: z.boolean().optional() }),
    z.strictObject({ log_uniform: bounds, whole: z.boolean().optional() }),
    z.strictObject({ choice: values }),
  ],
  'is not a way to draw a setting; use {"uniform": [low, high]}, {"log_uniform": [low, high]} or {"choice": [values]}',
);

/**
 * The definition of a sweep, in a file, in the window and in the store: a base config, exactly one of `grid` (all
 * combinations of the values), `list` (these settings) and `random` (a number of draws), and the seeds for each
 * setting.
 */
export const sweepSchema = z
  .strictObject(
    {
      name: runName.optional(),
      preset: z.enum(PRESET_NAMES, 'is not a preset').optional(),
      /** Overrides the preset, or the defaults. */
      config: z.record(z.string(), z.unknown(), 'is not a config; use an object of settings').default({}),
      grid: z.record(path, values, 'is not a grid; use an object with a list of values for each setting').optional(),
      list: z
        .array(z.record(path, value, 'is not an object of settings'), 'is not a list of settings')
        .min(1, 'is empty; give at least one object of settings')
        .max(MOST_RUNS, `are too many; give at most ${wholeNumber(MOST_RUNS)}`)
        .optional(),
      random: z
        .strictObject(
          {
            count: z
              .int('must be a whole number of 1 or more')
              .min(1, 'must be a whole number of 1 or more')
              .max(MOST_RUNS, `is too many draws; use at most ${wholeNumber(MOST_RUNS)}`),
            /** The seed of the random draws; `seeds` has the seeds of the runs. */
            seed: seed.default(1),
            settings: z.record(path, drawn, 'is not an object of settings'),
          },
          'is not a random sweep; use an object with count and settings',
        )
        .optional(),
      seeds: z
        .array(seed, 'is not a list of seeds')
        .min(1, 'is empty; give at least one seed')
        .max(MOST_RUNS, `are too many seeds; give at most ${wholeNumber(MOST_RUNS)}`)
        .default([1]),
      /** Stops runs that have clearly diverged before their end. */
      stop_diverged: z.boolean('is not a switch; use true or false').default(false),
    },
    'is not a sweep; use an object with one of grid, list and random',
  )
  .refine(
    ({ grid, list, random }) => [grid, list, random].filter((one) => one !== undefined).length === 1,
    'a sweep has exactly one of grid, list and random',
  );

export type SweepDefinition = z.output<typeof sweepSchema>;
/** A sweep as a user writes it. */
export type SweepInput = z.input<typeof sweepSchema>;
export type DrawnSetting = z.output<typeof drawn>;
