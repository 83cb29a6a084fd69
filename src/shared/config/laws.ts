import { z } from 'zod';
import { finite, oneOf, orName, positive, whole } from './fields.ts';

const spread = (description: string, value: number) => positive({ description }).default(value);

/** A function of the user's own JavaScript module: `(count, random) => [count, dim]` numbers. */
const moduleLaw = z.strictObject({
  law: z.literal('module'),
  file: z.string().min(1).meta({ description: 'path of the JavaScript module, relative to the config file' }),
  export: z.string().min(1).default('default').meta({ description: 'name of the function that the module exports' }),
  digest: z.string().optional().meta({ description: 'SHA-256 of the source; filled in when the module is read' }),
  dimension: whole(1, 4096, 'a dimension', { description: 'numbers a draw; filled in when the module is read' }).optional(),
});

const uniform = z.strictObject({
  law: z.literal('uniform'),
  low: finite({ description: 'lower end' }).default(0),
  high: finite({ description: 'upper end' }).default(1),
});

const normal = z.strictObject({
  law: z.literal('normal'),
  mean: finite({ description: 'mean' }).default(0),
  standard_deviation: spread('standard deviation', 1),
});

const exponential = z.strictObject({ law: z.literal('exponential'), rate: spread('rate λ', 1) });

const laplace = z.strictObject({
  law: z.literal('laplace'),
  location: finite({ description: 'centre' }).default(0),
  scale: spread('scale b', 1),
});

const logNormal = z.strictObject({
  law: z.literal('log_normal'),
  log_mean: finite({ description: 'mean of the logarithm' }).default(0),
  log_standard_deviation: spread('standard deviation of the logarithm', 0.5),
});

const studentT = z.strictObject({
  law: z.literal('student_t'),
  degrees_of_freedom: spread('degrees of freedom ν', 3),
  location: finite({ description: 'centre' }).default(0),
  scale: spread('scale', 1),
});

const mixture = z.strictObject({
  law: z.literal('mixture'),
  weights: z
    .array(positive({ description: 'share of one component; the shares are divided by their sum' }))
    .min(1)
    .max(100)
    .default([0.5, 0.5]),
  means: z.array(finite({ description: 'mean of one component' })).min(1).max(100).default([-2, 2]),
  standard_deviations: z.array(positive({ description: 'standard deviation of one component' })).min(1).max(100).default([0.5, 0.5]),
});

const ring = z.strictObject({
  law: z.literal('ring'),
  modes: whole(1, 100, 'a number of modes', { description: 'Gaussians on the ring' }).default(8),
  radius: spread('radius of the ring', 2),
  standard_deviation: spread('standard deviation of each Gaussian', 0.02),
});

const grid = z.strictObject({
  law: z.literal('grid'),
  side: whole(1, 20, 'a number of modes a side', { description: 'Gaussians a side' }).default(5),
  spacing: spread('distance between neighbours', 1),
  standard_deviation: spread('standard deviation of each Gaussian', 0.05),
});

const twoMoons = z.strictObject({
  law: z.literal('two_moons'),
  standard_deviation: spread('Gaussian noise around the two half circles of radius 1', 0.1),
});

const spiral = z.strictObject({
  law: z.literal('spiral'),
  turns: spread('turns of each of the two arms', 1),
  radius: spread('radius at the outer end', 2),
  standard_deviation: spread('Gaussian noise around the arms', 0.05),
});

const swissRoll = z.strictObject({
  law: z.literal('swiss_roll'),
  turns: spread('turns of the roll', 1.5),
  radius: spread('radius at the outer end', 2),
  standard_deviation: spread('Gaussian noise around the roll', 0.05),
});

const checkerboard = z.strictObject({
  law: z.literal('checkerboard'),
  side: whole(2, 20, 'a number of fields a side', { description: 'fields a side, half of them filled' }).default(4),
  width: spread('width of the whole board', 4),
});

/** One or two columns of the user's own table. */
const csv = z.strictObject({
  law: z.literal('csv'),
  file: z.string().min(1).meta({ description: 'path of the CSV file, relative to the config file' }),
  columns: z
    .array(z.union([z.string(), z.int().min(0)]))
    .min(1)
    .max(2)
    .default([0])
    .meta({ description: 'one or two columns, by header or by index from 0' }),
  invalid_rows: oneOf(['refuse', 'skip'], { description: 'rows with a missing or non-numeric value' }).default('refuse'),
  digest: z.string().optional().meta({ description: 'SHA-256 of the content; filled in when the file is read' }),
});

export const noiseSchema = orName('law', z.discriminatedUnion('law', [uniform, normal, moduleLaw]));

export const targetSchema = orName(
  'law',
  z.discriminatedUnion('law', [
    normal,
    uniform,
    exponential,
    laplace,
    logNormal,
    studentT,
    mixture,
    ring,
    grid,
    twoMoons,
    spiral,
    swissRoll,
    checkerboard,
    csv,
    moduleLaw,
  ]),
);

export type NoiseConfig = z.output<typeof noiseSchema>;
export type TargetConfig = z.output<typeof targetSchema>;
export type ModuleLawConfig = z.output<typeof moduleLaw>;
export type CsvLawConfig = z.output<typeof csv>;
