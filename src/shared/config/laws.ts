import ln from '@stdlib/math-base-special-ln';
import { z } from 'zod';
import { counted } from '../counted.ts';
import { DENSITY_VARIABLES, formulaDimension } from '../distributions/formula-law.ts';
import {
  choice,
  column,
  finite,
  flag,
  formula,
  LARGEST_MAGNITUDE,
  list,
  oneOf,
  positive,
  real,
  section,
  text,
  whole,
} from './fields.ts';

const spread = (description: string, value: number) => positive({ description }).default(value);

const digest = (of: string) =>
  text('a digest', 'the SHA-256 that the program fills in', {
    description: `SHA-256 of the ${of}; filled in by the program`,
  }).optional();

const standardize = flag({
  description: 'train on (x − mean) / standard deviation; figures, metrics and files stay in the units of the data',
}).default(false);

/** A function of the user's own JavaScript module: `(count, random) => [count, dim]` numbers. */
const moduleLaw = <Extra extends z.ZodRawShape>(highest: number, what: string, extra: Extra) =>
  section(
    {
      law: z.literal('module'),
      file: text('a file', 'the path of a JavaScript module', {
        description: 'path of the JavaScript module, relative to the config file',
      }),
      export: text('an export', 'the name of a function', {
        description: 'name of the function that the module exports',
      }).default('default'),
      digest: digest('source'),
      dimension: whole(1, highest, what, {
        description: 'numbers per draw; filled in by the program',
      }).optional(),
      ...extra,
    },
    'a function of your own JavaScript module',
  );

const uniform = section(
  {
    law: z.literal('uniform'),
    low: finite({ description: 'lower end' }).default(0),
    high: finite({ description: 'upper end' }).default(1),
  },
  'uniform between a lower and an upper end',
  ({ low, high }, refuse) => {
    if (high <= low) refuse('high', `must be greater than low, which is ${low}`);
    else if (Math.fround(high) === Math.fround(low))
      refuse('high', `equals low in float32; use a larger number than ${low}`);
  },
);

const normal = section(
  {
    law: z.literal('normal'),
    mean: finite({ description: 'mean' }).default(0),
    standard_deviation: spread('standard deviation', 1),
  },
  'the normal law',
);

const exponential = section(
  { law: z.literal('exponential'), rate: spread('rate λ', 1) },
  'exponential law on 0 and above, with mean 1 / rate',
);

const laplace = section(
  {
    law: z.literal('laplace'),
    location: finite({ description: 'centre' }).default(0),
    scale: spread('scale b', 1),
  },
  'the Laplace law, with variance 2 · scale²',
);

const logNormal = section(
  {
    law: z.literal('log_normal'),
    log_mean: finite({ description: 'mean of the logarithm' }).default(0),
    log_standard_deviation: spread('standard deviation of the logarithm', 0.5),
  },
  'exponentials of normal draws',
  ({ log_mean, log_standard_deviation }, refuse) => {
    // The normal draws, from 53 random bits, lie within 8.3 standard deviations.
    const highest = ln(LARGEST_MAGNITUDE);
    if (log_mean + 8.3 * log_standard_deviation <= highest) return;
    const culprit = log_mean > highest / 2 ? 'log_mean' : 'log_standard_deviation';
    refuse(
      culprit,
      `makes draws too large for float32; keep log_mean + 8.3 · log_standard_deviation below ${highest.toFixed(0)}`,
    );
  },
);

const studentT = section(
  {
    law: z.literal('student_t'),
    degrees_of_freedom: real(
      { low: 0.5, high: Infinity },
      { description: 'degrees of freedom ν, at least 0.5 (smaller values overflow float32)' },
    ).default(3),
    location: finite({ description: 'centre' }).default(0),
    scale: spread('scale', 1),
  },
  'Student’s t; its moments of order ν and above do not exist',
  ({ degrees_of_freedom, scale }, refuse) => {
    // The tail reaches about scale · p^(−1/ν), and p is at least 2^−53.
    const largest = ln(scale) + (53 * ln(2)) / degrees_of_freedom;
    if (largest > ln(3e38))
      refuse(
        'scale',
        `makes draws of ${degrees_of_freedom} degrees of freedom too large for float32; use a smaller one`,
      );
  },
);

const components = (item: z.ZodType<number, number>, of: string, value: number[]) =>
  list(item, [1, 100], `a list of ${of}`, { description: `${of} of the components, one each` }).default(value);

const mixture = section(
  {
    law: z.literal('mixture'),
    weights: components(
      positive({ description: 'weight of one component; weights are divided by their sum' }),
      'shares',
      [0.5, 0.5],
    ),
    means: components(finite({ description: 'mean of one component' }), 'means', [-2, 2]),
    standard_deviations: components(
      positive({ description: 'standard deviation of one component' }),
      'standard deviations',
      [0.5, 0.5],
    ),
  },
  'a mixture of Gaussians',
  ({ weights, means, standard_deviations }, refuse) => {
    const expected = standard_deviations.length === weights.length ? weights.length : means.length;
    for (const [key, given] of Object.entries({ weights, means, standard_deviations })) {
      if (given.length === expected) continue;
      const others = ['weights', 'means', 'standard_deviations'].filter((other) => other !== key).join(' and ');
      refuse(
        key as 'weights',
        `has ${counted(given.length, 'entry', 'entries')} but ${others} have ${expected}; give one for each component`,
      );
    }
  },
);

const ring = section(
  {
    law: z.literal('ring'),
    modes: whole(1, 100, 'a number of modes', { description: 'Gaussians on the ring' }).default(8),
    radius: spread('radius of the ring', 2),
    standard_deviation: spread('standard deviation of each Gaussian', 0.02),
  },
  '2-D: Gaussians evenly spaced on a circle',
);

const grid = section(
  {
    law: z.literal('grid'),
    side: whole(1, 20, 'a number of modes per side', { description: 'Gaussians per side' }).default(5),
    spacing: spread('distance between neighbours', 1),
    standard_deviation: spread('standard deviation of each Gaussian', 0.05),
  },
  '2-D: Gaussians on a square grid around 0',
);

const twoMoons = section(
  {
    law: z.literal('two_moons'),
    standard_deviation: spread('Gaussian noise around the two half circles of radius 1', 0.1),
  },
  '2-D: two interlocking half circles',
);

const spiral = section(
  {
    law: z.literal('spiral'),
    turns: spread('turns of each of the two arms', 1),
    radius: spread('radius at the outer end', 2),
    standard_deviation: spread('Gaussian noise around the arms', 0.05),
  },
  '2-D: a spiral of two arms',
);

const swissRoll = section(
  {
    law: z.literal('swiss_roll'),
    turns: spread('turns of the roll', 1.5),
    radius: spread('radius at the outer end', 2),
    standard_deviation: spread('Gaussian noise around the roll', 0.05),
  },
  '2-D: one rolled-up line',
);

const checkerboard = section(
  {
    law: z.literal('checkerboard'),
    side: whole(2, 20, 'a number of squares per side', {
      description: 'squares per side; every other square is filled',
    }).default(4),
    width: spread('width of the whole board', 4),
  },
  '2-D: uniform on every other field of a checkerboard',
);

const formulaLaw = section(
  {
    law: z.literal('formula'),
    density: formula(DENSITY_VARIABLES, 'exp(-x^4 / 4)', {
      description: 'density, which need not be normalised: a formula of x, or of x and y for a law in the plane',
    }).default('exp(-x ^ 4 / 4)'),
    range: list(finite({ description: 'an end of the range' }), [0, 4], 'a list of ends', {
      description:
        'range of the density: low and high end of x, and those of y if they differ; empty: found automatically',
    }).default([]),
  },
  'a density of your own, as a formula',
  ({ density, range }, refuse) => {
    const isPlane = formulaDimension(density) === 2;
    const sizes = isPlane ? [0, 2, 4] : [0, 2];
    if (!sizes.includes(range.length)) {
      const right = isPlane ? 'low and high end, or those of x and then those of y' : 'low and high end';
      refuse(
        'range',
        `has ${counted(range.length, 'entry', 'entries')}; give ${right}, or leave it empty to find it automatically`,
      );
    }
    for (let index = 0; index + 1 < range.length; index += 2)
      if (Math.fround(range[index]) >= Math.fround(range[index + 1]))
        refuse('range', `does not rise from ${range[index]} to ${range[index + 1]}; give the low end first`);
  },
);

const points = (item: z.ZodType<number, number>, what: string, description: string, value: number[]) =>
  list(item, [2, 200], `a list of ${what}`, { description }).default(value);

const drawnLaw = section(
  {
    law: z.literal('drawn'),
    positions: points(
      finite({ description: 'x of one point' }),
      'positions',
      'x of the points that the density passes through, in increasing order; the density is 0 outside them',
      [-3, -1.5, 0, 1.5, 3],
    ),
    heights: points(
      real({ low: 0, high: Infinity }, { description: 'height of the density at one point' }),
      'heights',
      'height of the density at each point, linear in between; need not be normalised',
      [0, 1, 0.2, 1, 0],
    ),
  },
  'a density drawn by hand, as straight lines between points',
  ({ positions, heights }, refuse) => {
    if (positions.length !== heights.length) {
      const given = counted(heights.length, 'entry', 'entries');
      refuse('heights', `has ${given} where positions has ${positions.length}; give one for each point`);
    }
    const stuck = positions.findIndex((x, index) => index > 0 && Math.fround(x) <= Math.fround(positions[index - 1]));
    if (stuck > 0) refuse('positions', `does not rise from ${positions[stuck - 1]} to ${positions[stuck]}; sort it`);
    if (heights.every((height) => height === 0)) refuse('heights', 'is 0 everywhere; make one of them greater than 0');
  },
);

/** One or two columns of the user's own table. */
const csv = section(
  {
    law: z.literal('csv'),
    file: text('a file', 'the path of a CSV file', {
      description: 'path of the CSV file, relative to the config file',
    }),
    columns: list(column({ description: 'a column, by header or by index from 0' }), [1, 2], 'a list of columns', {
      description: 'one or two columns, by header or by index from 0; default: the first column of measurements',
    }).default([0]),
    numbers: oneOf(['auto', 'decimal_point', 'decimal_comma'], 'a way to write numbers', {
      description:
        'number format: 1,234.5 (decimal_point), 1.234,5 (decimal_comma), or detected from the columns (auto)',
    }).default('auto'),
    invalid_rows: oneOf(['refuse', 'skip', 'skip_any'], 'a way to treat rows', {
      description:
        'what to do with rows that have a missing or non-numeric value: refuse the table, skip up to 5 % of all rows, or skip any number',
    }).default('refuse'),
    standardize,
    digest: digest('content'),
    values_digest: digest('numbers read'),
  },
  'one or two columns of your own table',
  ({ columns }, refuse) => {
    if (columns.length === 2 && columns[0] === columns[1])
      refuse('columns', 'names one column twice; use two different ones');
  },
);

export const noiseSchema = choice(
  'law',
  'a law',
  'uniform',
  [uniform, normal, moduleLaw(4096, 'a dimension', {})],
  'law of the latent vectors; coordinates are independent',
);

export const targetSchema = choice(
  'law',
  'a law',
  'normal',
  [
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
    formulaLaw,
    drawnLaw,
    csv,
    moduleLaw(2, 'a dimension of a target', { standardize }),
  ],
  'law of the data that the generator learns',
);

export type NoiseConfig = z.output<typeof noiseSchema>;
export type TargetConfig = z.output<typeof targetSchema>;
export type ModuleTargetConfig = Extract<TargetConfig, { law: 'module' }>;
/** The user's own module, as a target or as noise. */
export type ModuleLawConfig = ModuleTargetConfig | Extract<NoiseConfig, { law: 'module' }>;
export type CsvLawConfig = Extract<TargetConfig, { law: 'csv' }>;
