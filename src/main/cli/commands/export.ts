import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import type { Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { drawingOn } from '../../terminal.ts';
import { drawAnimation, usualAnimation } from '../../files/exports/animation.ts';
import { epochsCsv } from '../../files/exports/epochs-csv.ts';
import { exportFigure, FIGURES, type FigureFormat } from '../../files/exports/figures.ts';
import { runJson } from '../../files/exports/run-json.ts';
import { csvMark, excelOption, wholeNumberOf } from '../arguments.ts';
import { STDOUT, writeOutput } from '../output/file-output.ts';
import { withOpenStore } from '../input/open-store.ts';
import type { Output } from '../output/output.ts';
import { givenOf, pictureFormat, withFormatOptions, type FormatOptions } from './figure-format.ts';
import { exportRunFile } from './run-file.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { contextOf, withStore } from '../input/shared-options.ts';

interface ExportOptions extends FormatOptions {
  readonly figure?: DrawnName;
  /** A file; true if only the kind was given. */
  readonly csv?: string | true;
  readonly excel?: boolean;
  readonly json?: string | true;
  readonly runFile?: string;
  readonly epoch?: number;
  readonly output?: string;
}

/** What can be exported as a picture. */
const DRAWN = [...FIGURES, 'animation'] as const;
type DrawnName = (typeof DRAWN)[number];

type Kind = 'figure' | 'csv' | 'json';

interface Target {
  readonly kind: Kind;
  readonly file: string;
  /** The options of a figure. */
  readonly format?: FigureFormat;
}

const EXAMPLES = `
Examples:
  gan-workbench export k3m9 --figure losses -o losses.png
  gan-workbench export k3m9 --figure distribution --epoch 300 -o epoch-300.png
  gan-workbench export k3m9 --figure losses -o losses.pdf --width 85mm --font 8pt
  gan-workbench export k3m9 --figure losses -o losses.svg --size slide
  gan-workbench export k3m9 --figure animation -o learned.gif
  gan-workbench export k3m9 --csv epochs.csv --json run.json
  gan-workbench export k3m9 b7xq --run-file wide.ganrun`;

export function exportCommand(): Command {
  const command = withStore(new Command('export'))
    .description('exports figures, epochs or whole runs to files')
    .argument('<run...>', 'id, beginning of an id, or name; several only for a run file')
    .addOption(
      new Option(
        '--figure <which>',
        'a figure as PNG, SVG or PDF, or the animation of the distribution as GIF',
      ).choices(DRAWN),
    );
  return withFormatOptions(command)
    .option('--csv [file]', 'losses, seconds and metrics of every epoch')
    .addOption(excelOption())
    .option('--json [file]', 'the whole run as JSON: config, summaries, epochs and metrics')
    .option('--run-file <file>', 'one or more whole runs in one file, for `import` into another store')
    .option('--epoch <n>', 'draw the distribution at the snapshot nearest to this epoch', wholeNumberOf(0))
    .option('-o, --output <file>', 'file to write; - for stdout')
    .option('--debug', 'show the stack trace of an unexpected error')
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], options: ExportOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      const { runFile } = options;
      const targets = targetsOf(options);
      if (targets.length > 0 && names.length > 1) throw refused('figures, CSV and JSON show one run; name only one');
      await withOpenStore(path, async (store) => {
        if (runFile !== undefined) exportRunFile(store, names, runFile, output);
        if (targets.length === 0) return;
        const run = store.runs.find(names[0]);
        for (const target of targets) await writeExport(store, run, target, options, output);
      });
    });
}

/**
 * Shows a progress bar on stderr if that is a terminal, because an animation takes seconds. Ctrl-C ends the command,
 * and nothing is written.
 */
function animationProgress(): (done: number, total: number) => void {
  if (!process.stderr.isTTY || process.env['TERM'] === 'dumb') return () => undefined;
  const bar = new SingleBar({
    stream: drawingOn(process.stderr),
    format: 'Drawing {bar} {value}/{total} pictures',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
  });
  return (done, total) => {
    if (done === 1) bar.start(total, 0);
    bar.update(done);
    // The bar's own timer does not run while pictures are drawn.
    bar.render();
    if (done === total) bar.stop();
  };
}

/** Which exports go to which files. Throws RefusedInput if that is not clear. */
function targetsOf(options: ExportOptions): Target[] {
  const { figure, csv, excel, json, runFile, output } = options;
  const kinds: readonly (readonly [Kind, string | true | undefined])[] = [
    ['figure', figure && true],
    ['csv', csv],
    ['json', json],
  ];
  const asked = kinds.filter(([, file]) => file !== undefined);
  if (asked.length === 0 && runFile === undefined)
    throw refused(`say what to export: --figure (${DRAWN.join(', ')}), --csv, --json or --run-file`);
  if (excel && csv === undefined) throw refused('--excel needs --csv');
  const unnamed = asked.filter(([, file]) => file === true);
  if (unnamed.length > 1) {
    throw refused(`-o names one file; give ${unnamed.map(([kind]) => `--${kind}`).join(' and ')} in separate commands`);
  }
  if (output !== undefined && unnamed.length === 0) throw refused(`-o ${output} would be a second file; omit it`);
  const format =
    figure === undefined ? undefined : pictureFormat(figure === 'animation' ? 'animation' : 'figure', output, options);
  const alone = givenOf(options).at(0);
  if (figure === undefined && alone !== undefined) throw refused(`--${alone} needs --figure`);
  const targets = asked.map(([kind, file]): Target => {
    const target = { kind, file: typeof file === 'string' ? file : (output ?? STDOUT) };
    return kind === 'figure' && format ? { ...target, format } : target;
  });
  const files = [...targets.map(({ file }) => file), ...(runFile === undefined ? [] : [runFile])];
  if (new Set(files).size < files.length) throw refused('two exports cannot go to one file; choose another file');
  return targets;
}

async function writeExport(
  store: Store,
  run: Run,
  { kind, file, format }: Target,
  { figure = 'losses', epoch, excel }: ExportOptions,
  output: Output,
): Promise<void> {
  switch (kind) {
    case 'figure': {
      if (figure === 'animation') {
        writeOutput(file, await drawAnimation(store, run, usualAnimation(run), animationProgress()));
        break;
      }
      const drawn = await exportFigure(store, run, figure, { epoch, format });
      if (epoch !== undefined && figure === 'distribution') {
        output.note(`The snapshot of epoch ${drawn.epoch} is the nearest to ${epoch}.`);
      }
      writeOutput(file, drawn.file);
      break;
    }
    case 'csv':
      writeOutput(
        file,
        csvMark(excel) + epochsCsv(store.epochs.read(run.id), store.snapshots.readMeasurements(run.id)),
      );
      break;
    case 'json':
      writeOutput(file, `${JSON.stringify(runJson(store, run), undefined, 2)}\n`);
      break;
  }
  if (file === STDOUT) return;
  output.text(`${kind === 'figure' ? `The ${figure} figure` : `The ${kind.toUpperCase()}`} of ${run.id} is in ${file}`);
  output.event('exported', { run: run.id, kind: kind === 'figure' ? figure : kind, file });
}

function refused(message: string): RefusedInput {
  return new RefusedInput('bad-usage', [{ path: 'export', message }]);
}
