import { architectureFigure } from '../../../shared/figures/architecture-figure.ts';
import { distributionFigure } from '../../../shared/figures/distribution-figure.ts';
import { inputFigures } from '../../../shared/figures/input-figure.ts';
import { lossesFigure } from '../../../shared/figures/losses-figure.ts';
import {
  hasUpdates,
  UPDATES_FIGURES,
  updatesFigure,
  type UpdatesFigureName,
} from '../../../shared/figures/updates-figure.ts';
import { unpackSnapshot } from '../../../shared/frames/packed-snapshot.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { axesOf, type Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { renderPng, renderSideBySide } from '../figures/render.ts';
import { filesFromStore } from '../data/files.ts';
import { previewLaws } from '../figures/laws-preview.ts';
import { readLosses, readMetrics } from '../run-series.ts';
import { figureReference } from './figure-reference.ts';
import { nothingRecorded } from './nothing-recorded.ts';

/** What training taught: drawn when a run has ended. */
export const LEARNED_FIGURES = ['losses', 'distribution'] as const;
/** The figures of the first experiment, and of its updates. */
export const FIGURES = [...LEARNED_FIGURES, ...UPDATES_FIGURES, 'input', 'architecture'] as const;
export type FigureName = (typeof FIGURES)[number];

/** The number of points that a line of a picture is drawn with, about; more would not be visible. */
const FIGURE_WIDTH = 1920;

/** CSS pixels, of each of the two. */
const INPUT_SIZE = { width: 520, height: 420 };
const ARCHITECTURE_SIZE = { width: 720, height: 780 };

/** A figure of a run as a PNG file; `epoch` is the snapshot's, or the last one recorded, or 0 of what no epoch changes. */
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
    case 'gradient_norms':
    case 'penalty':
      return Promise.resolve(updates(store, run, figure));
    case 'distribution':
      return distribution(store, run, epoch);
    case 'input':
      return input(store, run);
    case 'architecture':
      return Promise.resolve({ png: renderPng(architectureFigure(run), ARCHITECTURE_SIZE), epoch: 0 });
  }
}

const ALL_EPOCHS = { after: -1, last: Number.MAX_SAFE_INTEGER };

function losses(store: Store, run: Run): FigureExport {
  const losses = readLosses(store, run.id, ALL_EPOCHS, FIGURE_WIDTH);
  const last = losses.to.at(-1);
  if (last === undefined) throw nothingRecorded(run, 'no epoch');
  const metrics = readMetrics(store, run.id, ALL_EPOCHS, FIGURE_WIDTH);
  return { png: renderPng(lossesFigure({ run, losses, metrics })), epoch: last };
}

function updates(store: Store, run: Run, shows: UpdatesFigureName): FigureExport {
  const losses = readLosses(store, run.id, ALL_EPOCHS, FIGURE_WIDTH);
  const last = losses.to.at(-1);
  if (last === undefined) throw nothingRecorded(run, 'no epoch');
  if (!hasUpdates(losses, shows)) {
    throw new WorkbenchError(
      'nothing-recorded',
      shows === 'penalty' && run.config.penalties.length === 0
        ? `Run ${run.id} has no penalties, so there is nothing to draw of them.`
        : `Run ${run.id} was trained by an earlier program, which recorded no ${shows === 'penalty' ? 'penalty' : 'gradient norms'}.`,
    );
  }
  return { png: renderPng(updatesFigure({ run, shows, losses })), epoch: last };
}

async function distribution(store: Store, run: Run, epoch: number | 'last'): Promise<FigureExport> {
  const packed = store.snapshots.readNearest(run.id, epoch === 'last' ? Number.MAX_SAFE_INTEGER : epoch);
  const axes = axesOf(run);
  if (packed === undefined || !axes) throw nothingRecorded(run, 'no snapshot');
  const snapshot = unpackSnapshot(packed);
  const { target } = await figureReference(store, run, axes);
  return { png: renderPng(distributionFigure({ run, axes, snapshot, target, averaged: true })), epoch: snapshot.epoch };
}

async function input(store: Store, { config }: Run): Promise<FigureExport> {
  const { noise, target } = inputFigures(await previewLaws(config, filesFromStore(config, store)));
  return { png: renderSideBySide([noise, target], INPUT_SIZE), epoch: 0 };
}
