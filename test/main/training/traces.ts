import { readFileSync } from 'node:fs';
import { parseTrace, type ParsedTrace, type Trace } from '../../../src/main/training/verification/trace.ts';

/** What became of reading a PyTorch trace of `test/reference`. */
export const readTrace = (name: string): ParsedTrace =>
  parseTrace(JSON.parse(readFileSync(new URL(`../../reference/${name}.json`, import.meta.url), 'utf8')));

export function trace(name: string): Trace {
  const parsed = readTrace(name);
  if (parsed.kind !== 'trace') throw new Error(`${name}: ${parsed.what}`);
  return parsed.trace;
}

/** The traces that every engine is held to. */
export const SUPPORTED = [
  'vanilla-1d',
  'ring-2d',
  'odd-sizes-tanh',
  'minimax-sgd',
  'label-smoothing',
  'lsgan',
  'hinge',
  'relativistic-average',
  'wgan-gp',
  'wgan-gp-tanh',
  'wgan-gp-layer-norm',
  'r1',
  'rpgan-r1-r2',
  'hinge-spectral',
  'lsgan-batch-norm',
  'dropout',
  'maxout',
  'packing-3',
  'adamw-cosine-clip',
  'sgd-decay-step',
  'wgan-clip-rmsprop',
  'instance-noise-linear',
  'mixed-341',
  'mixed-350',
  'mixed-354',
  'mixed-370',
  // A hinge loss that is exactly 0 at the first step, and generator gradients that are exactly 0.
  'mixed-1186',
  'mixed-2046',
];
