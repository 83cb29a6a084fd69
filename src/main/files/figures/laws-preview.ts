import { win32 } from 'node:path';
import { counted } from '../../../shared/counted.ts';
import type { DrawnLaw, InputFigureData } from '../../../shared/figures/input-figure.ts';
import { targetShape, type TargetShape1D } from '../../../shared/figures/target-shape.ts';
import type { NoiseConfig, TargetConfig } from '../../../shared/config/laws.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { lawInOwnUnits } from '../../../shared/distributions/standardize.ts';
import type { NoiseLaw } from '../../../shared/distributions/law.ts';
import { noiseLaw } from '../../../shared/distributions/noise-law.ts';
import { shortValue } from '../../../shared/config/label.ts';
import { withMinus } from '../../../shared/figures/title.ts';
import type { Range } from '../../../shared/run.ts';
import type { JobFiles } from '../../training/messages.ts';
import { lawsOf, type RunLaws } from '../../training/laws.ts';
import { axesOf } from '../../training/metrics/axes.ts';
import { randomStream } from '../../training/random.ts';

/** The number of points of a curve: enough for a smooth curve and a steep step. */
const BINS = 600;
const DRAWS = 4000;

/** The laws of a config as its input figure draws them. */
export async function previewLaws(config: RunConfig, files: JobFiles): Promise<InputFigureData> {
  const laws = await lawsOf(config, files);
  try {
    return figureOf(config, laws);
  } finally {
    laws.close();
  }
}

function figureOf(config: RunConfig, { target: learned, noise, scales }: RunLaws): InputFigureData {
  const target = lawInOwnUnits(learned, scales);
  const { data } = axesOf(target, noise);
  const source = randomStream(config.seed, 'figure');
  return {
    noise: { ...drawnNoise(config.noise, noise), dimension: noise.dimension },
    target: {
      label: targetLabel(config.target),
      details: targetDetails(config.target),
      axes: data,
      shape: targetShape(target, { data, latent: undefined }, config.snapshots.bins, source),
    },
  };
}

/** One coordinate where they are independent; else the first coordinate of a draw. */
function drawnNoise(config: NoiseConfig, noise: NoiseLaw): DrawnLaw<TargetShape1D> {
  if (config.law !== 'module') {
    const { marginal } = noiseLaw(config, 1);
    if (marginal) {
      const low = marginal.quantile(0.0005);
      const high = marginal.quantile(0.9995);
      const margin = 0.15 * (high - low);
      const range = { low: low - margin, high: high + margin };
      return { label: noiseLabel(config), details: '', axes: [range], shape: stepped(range, (x) => marginal.cdf(x)) };
    }
  }
  const draws = new Float32Array(DRAWS * noise.dimension);
  noise.sample(draws, DRAWS, randomStream(1, 'figure'));
  const first = Float64Array.from({ length: DRAWS }, (_, index) => draws[index * noise.dimension]).sort();
  const range = { low: first[0], high: Math.max(first[DRAWS - 1], first[0] + 1e-6) };
  const cdf = (x: number) => first.findIndex((value) => value > x);
  const share = (x: number) => (cdf(x) < 0 ? DRAWS : cdf(x)) / DRAWS;
  return { label: noiseLabel(config), details: '', axes: [range], shape: stepped(range, share, 60) };
}

/** The density of a distribution function, as the means of bins: steps stay steps. */
function stepped({ low, high }: Range, cdf: (x: number) => number, bins = BINS): TargetShape1D {
  const x = Float64Array.from({ length: bins + 1 }, (_, index) => low + ((high - low) * index) / bins);
  const density = Float64Array.from(
    { length: bins },
    (_, bin) => (cdf(x[bin + 1]) - cdf(x[bin])) / (x[bin + 1] - x[bin]),
  );
  return { dimension: 1, kind: 'bins', x, density };
}

function noiseLabel(config: NoiseConfig): string {
  switch (config.law) {
    case 'uniform':
      return `U(${parameter(config.low)}, ${parameter(config.high)})`;
    case 'normal':
      return `N(${parameter(config.mean)}, ${squared(config.standard_deviation)})`;
    case 'module':
      return `${config.export} of ${fileName(config.file)}`;
  }
}

function targetLabel(config: TargetConfig): string {
  switch (config.law) {
    case 'normal':
      return `N(${parameter(config.mean)}, ${squared(config.standard_deviation)})`;
    case 'uniform':
      return `U(${parameter(config.low)}, ${parameter(config.high)})`;
    case 'formula':
      return `p ∝ ${withMinus(config.density)}`;
    case 'csv':
    case 'module':
      return fileName(config.file);
    default:
      return config.law.replaceAll('_', ' ');
  }
}

/** What the label leaves out. */
function targetDetails(config: TargetConfig): string {
  switch (config.law) {
    case 'normal':
    case 'uniform':
      return '';
    case 'csv':
      return `column ${config.columns.join(', ')}`;
    case 'module':
      return config.export;
    case 'formula':
      return config.range.length === 0 ? '' : `range ${written(config.range)}`;
    case 'drawn':
      return counted(config.positions.length, 'point');
    default:
      return Object.entries(config)
        .filter(([name]) => name !== 'law')
        .map(([name, value]) => `${name.replaceAll('_', ' ')} ${written(value)}`)
        .join('; ');
  }
}

function written(value: unknown): string {
  if (Array.isArray(value))
    return value.map((one) => (Array.isArray(one) ? `(${written(one)})` : written(one))).join(', ');
  return typeof value === 'number' ? parameter(value) : String(value);
}

/** A parameter as it was given. */
function parameter(value: number): string {
  return withMinus(shortValue(value));
}

/** Whatever the folders and the system it was written on. */
function fileName(file: string): string {
  return win32.basename(file);
}

/** A normal law is written by its variance. */
function squared(standardDeviation: number): string {
  return standardDeviation === 1 ? '1' : `${parameter(standardDeviation)}²`;
}
