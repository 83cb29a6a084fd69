import { architectureFigure } from '../../../shared/figures/architecture-figure.ts';
import { distributionFigure } from '../../../shared/figures/distribution-figure.ts';
import { inputFigures } from '../../../shared/figures/input-figure.ts';
import { lossesFigure } from '../../../shared/figures/losses-figure.ts';
import { pageOf, pageOfPixels, ratioOf, type PageChoice } from '../../../shared/figures/page.ts';
import type { Figure } from '../../../shared/figures/theme.ts';
import {
  hasUpdates,
  UPDATES_FIGURES,
  updatesFigure,
  type UpdatesFigureName,
} from '../../../shared/figures/updates-figure.ts';
import { unpackSnapshot } from '../../../shared/frames/frame-codec.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { axesOf, type Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { renderPng, renderSideBySide, USUAL_SIZES } from '../figures/render.ts';
import { renderVector, type VectorOptions } from '../figures/vector.ts';
import { filesFromStore } from '../data/files.ts';
import { previewLaws } from '../figures/laws-preview.ts';
import { readLosses, readMetrics } from '../run-series.ts';
import { figureReference } from './figure-reference.ts';
import { readRunExtent } from './run-extent.ts';
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

/** A figure of a run as a file; `epoch` is the snapshot's, or the last one recorded, or 0 of what no epoch changes. */
export interface FigureExport {
  readonly file: Buffer;
  readonly epoch: number;
}

/** What a figure is drawn as; of a vector picture `page` is the size chosen, undefined for that of the PNG. */
export type FigureFormat =
  | { readonly kind: 'png' }
  | (Pick<VectorOptions, 'kind' | 'text'> & { readonly page: PageChoice | undefined; readonly hasTitle: boolean });

/** Figures that make one picture, from left to right, each of this size in CSS pixels. */
export interface Drawn {
  readonly figures: readonly Figure[];
  readonly size: { readonly width: number; readonly height: number };
  readonly epoch: number;
}

/**
 * A figure of a recorded run: the distribution at the snapshot nearest to an epoch. Throws WorkbenchError `nothing-recorded`, and of
 * a page `bad-size` and `no-room`.
 */
export async function exportFigure(
  store: Store,
  run: Run,
  figure: FigureName,
  {
    epoch = 'last',
    format = { kind: 'png' },
  }: { readonly epoch?: number | 'last' | undefined; readonly format?: FigureFormat | undefined } = {},
): Promise<FigureExport> {
  const drawn = await figuresOf(store, run, figure, epoch);
  return { file: fileOf(drawn, format), epoch: drawn.epoch };
}

/** The picture as a file. */
export function fileOf({ figures, size }: Drawn, format: FigureFormat): Buffer {
  if (format.kind === 'png')
    return figures.length === 1 ? renderPng(figures[0], size) : renderSideBySide(figures, size);
  const { page, ...options } = format;
  const whole = { width: size.width * figures.length, height: size.height };
  const ratio = figures.length === 1 ? ratioOf(figures[0].type, whole) : whole.width / whole.height;
  return renderVector(figures, { ...options, page: page ? pageOf(page, ratio) : pageOfPixels(whole) });
}

function figuresOf(store: Store, run: Run, figure: FigureName, epoch: number | 'last'): Promise<Drawn> {
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
      return Promise.resolve(single(architectureFigure(run), 0));
  }
}

/** One figure in its usual size. */
export function single(figure: Figure, epoch: number): Drawn {
  return { figures: [figure], size: USUAL_SIZES[figure.type], epoch };
}

const ALL_EPOCHS = { after: -1, last: Number.MAX_SAFE_INTEGER };

function losses(store: Store, run: Run): Drawn {
  const losses = readLosses(store, run.id, ALL_EPOCHS, FIGURE_WIDTH);
  const last = losses.to.at(-1);
  if (last === undefined) throw nothingRecorded(run, 'no epoch');
  const metrics = readMetrics(store, run.id, ALL_EPOCHS, FIGURE_WIDTH);
  return single(lossesFigure({ run, losses, metrics }), last);
}

function updates(store: Store, run: Run, shows: UpdatesFigureName): Drawn {
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
  return single(updatesFigure({ run, shows, losses }), last);
}

async function distribution(store: Store, run: Run, epoch: number | 'last'): Promise<Drawn> {
  const packed = store.snapshots.readNearest(run.id, epoch === 'last' ? Number.MAX_SAFE_INTEGER : epoch);
  const axes = axesOf(run);
  if (packed === undefined || !axes) throw nothingRecorded(run, 'no snapshot');
  const snapshot = unpackSnapshot(packed);
  const { target } = await figureReference(store, run, axes);
  const extent = readRunExtent(store, run);
  return single(distributionFigure({ run, axes, snapshot, target, averaged: true, extent }), snapshot.epoch);
}

async function input(store: Store, { config }: Run): Promise<Drawn> {
  const { noise, target } = inputFigures(await previewLaws(config, filesFromStore(config, store)));
  return { figures: [noise, target], size: INPUT_SIZE, epoch: 0 };
}
