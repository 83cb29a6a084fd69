import { distributionFigure } from '../../../shared/figures/distribution-figure.ts';
import { lossesFigure } from '../../../shared/figures/losses-figure.ts';
import type { Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { renderPng } from '../figures/render.ts';
import { readLosses, readMetrics } from '../run-series.ts';
import { drawSamples } from '../samples.ts';
import { figureReference } from './figure-reference.ts';
import { nothingRecorded } from './nothing-recorded.ts';

/** The figures of the first experiment. */
export const FIGURES = ['losses', 'distribution'] as const;
export type FigureName = (typeof FIGURES)[number];

/** Points that a line in a picture is drawn by, about: more cannot be told apart. */
const FIGURE_WIDTH = 1920;

/** A figure of a run as a PNG file; `epoch` is the snapshot's, or the last one recorded. */
export interface FigureExport {
  readonly png: Buffer;
  readonly epoch: number;
}

/** A figure of a recorded run: the distribution at the snapshot nearest to an epoch. Throws `nothing-recorded`. */
export function exportFigure(
  store: Store,
  run: Run,
  figure: FigureName,
  epoch: number | 'last',
): Promise<FigureExport> {
  switch (figure) {
    case 'losses':
      return Promise.resolve(losses(store, run));
    case 'distribution':
      return distribution(store, run, epoch);
  }
}

function losses(store: Store, run: Run): FigureExport {
  const all = { after: -1, last: Number.MAX_SAFE_INTEGER };
  const losses = readLosses(store, run.id, all, FIGURE_WIDTH);
  const last = losses.to.at(-1);
  if (last === undefined) throw nothingRecorded(run, 'no epoch');
  const metrics = readMetrics(store, run.id, all, FIGURE_WIDTH);
  return { png: renderPng(lossesFigure({ run, losses, metrics })), epoch: last };
}

async function distribution(store: Store, run: Run, epoch: number | 'last'): Promise<FigureExport> {
  const snapshot = store.readSnapshot(run.id, epoch === 'last' ? Number.MAX_SAFE_INTEGER : epoch);
  if (snapshot === undefined || !('axes' in run)) throw nothingRecorded(run, 'no snapshot');
  const { axes } = run;
  const { target } = await figureReference(store, run, axes);
  const averaged = await averagedSamples(store, run, snapshot.epoch);
  return { png: renderPng(distributionFigure({ run, axes, snapshot, target, averaged })), epoch: snapshot.epoch };
}

/** Samples of the averaged generator from the snapshot's own latent vectors, where the very epoch's weights were kept. */
async function averagedSamples(store: Store, run: Run, epoch: number): Promise<Float32Array | undefined> {
  const { config } = run;
  const isKept = store.listCheckpoints(run.id).some((entry) => entry.epoch === epoch && entry.kind === 'kept');
  if (config.ema_decay === 0 || !isKept) return undefined;
  const latent = { kind: 'drawn', count: config.snapshots.samples, seed: config.seed, stream: 'evaluation' } as const;
  const { values, dimension } = await drawSamples(store, run, { epoch, weights: 'average', latent });
  return dimension === 1 ? values : values.subarray(0, 2000);
}
