import { InvalidArgumentError, Option, type Command } from 'commander';
import { shownRow, type ComparedSubject, type MetricRow } from '../../../shared/comparison/metrics-table.ts';
import { usualSmoothing } from '../../../shared/figures/usual-smoothing.ts';
import { BANDS, type Band } from '../../../shared/statistics/band.ts';
import { COMPARED_FIGURES, exportComparedFigure, type ComparedFigureName } from '../../experiments/compared-figures.ts';
import type { FigureFormat } from '../../files/exports/figures.ts';
import type { Store } from '../../store/store.ts';
import { wholeNumberOf } from '../arguments.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { STDOUT, writeOutput } from '../output/file-output.ts';
import type { Output } from '../output/output.ts';
import { givenOf, pictureFormat, withFormatOptions, type FormatOptions } from './figure-format.ts';

/** The options of a figure of a comparison. */
export interface FigureOptions extends FormatOptions {
  readonly figure?: ComparedFigureName;
  readonly band?: Band;
  readonly smoothing?: number;
  readonly epoch?: number;
  readonly output?: string;
}

export function withFigureOptions(command: Command): Command {
  const drawing = command.addOption(
    new Option('--figure <which>', 'draw a figure as PNG, SVG or PDF instead')
      .choices(COMPARED_FIGURES)
      .conflicts(['markdown', 'csv', 'all']),
  );
  return withFormatOptions(drawing)
    .addOption(
      new Option('--band <which>', 'what the band of a group in the metric figure shows (default: quartiles)').choices(
        BANDS,
      ),
    )
    .option(
      '--smoothing <weight>',
      'weight of earlier values in the metric figure, from 0 to 0.99 (default: 0; with four or more lines 0.8)',
      smoothingOf,
    )
    .option('--epoch <n>', 'draw the distributions at the snapshots nearest to this epoch', wholeNumberOf(0))
    .option('-o, --output <file>', 'the figure’s file; - for stdout');
}

function smoothingOf(text: string): number {
  const weight = Number(text);
  if (text.trim() !== '' && weight >= 0 && weight <= 0.99) return weight;
  throw new InvalidArgumentError('is a number from 0 to 0.99.');
}

/** How the figure is written; undefined where none is asked for. Throws RefusedInput where that is not clear. */
export function formatOf(options: FigureOptions): FigureFormat | undefined {
  const { figure, output, epoch, band, smoothing } = options;
  if (figure !== undefined) return pictureFormat('figure', output, options);
  const given = [
    ...(output === undefined ? [] : ['output']),
    ...(epoch === undefined ? [] : ['epoch']),
    ...(band === undefined ? [] : ['band']),
    ...(smoothing === undefined ? [] : ['smoothing']),
    ...givenOf(options),
  ];
  if (given.length === 0) return undefined;
  throw new RefusedInput('bad-usage', [{ path: `--${given[0]}`, message: `--${given[0]} needs --figure` }]);
}

interface Compared {
  readonly subjects: readonly ComparedSubject[];
  /** The numbers of the metric; undefined where nothing is recorded. */
  readonly row: MetricRow | undefined;
  readonly averaged: boolean;
}

/** Draws the figure that the options ask for into their file. */
export async function writeFigure(
  store: Store,
  { subjects, row, averaged }: Compared,
  format: FigureFormat,
  { figure = 'metric', band = 'quartiles', smoothing, epoch, output: file = STDOUT }: FigureOptions,
  output: Output,
): Promise<void> {
  if (row === undefined) {
    throw new RefusedInput('bad-comparison', [{ path: '--figure', message: 'these runs have recorded nothing yet' }]);
  }
  const drawn = await exportComparedFigure(store, figure, {
    subjects,
    row: shownRow(row),
    metric: row.metric,
    averaged,
    band,
    smoothing: smoothing ?? usualSmoothing(subjects.length),
    epoch,
    format,
  });
  for (const name of drawn.left) output.note(`${name} is not drawn: it has another target.`);
  writeOutput(file, drawn.file);
  if (file === STDOUT) return;
  output.text(`The ${figure} figure is in ${file}`);
  output.event('exported', { kind: figure, file });
}
