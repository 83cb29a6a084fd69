import { Command, Option } from 'commander';
import { hasRunningStatistics, RUNNING_STATISTICS } from '../../../shared/config/layers.ts';
import { counted } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { epochsDone } from '../../../shared/run.ts';
import { samplesCsv } from '../../files/exports/samples-csv.ts';
import { readUserFile } from '../../files/data/user-file.ts';
import { parseLatentVectors } from '../../files/latent-vectors.ts';
import type { Latent, Samples, Weights } from '../../files/generate-samples.ts';
import { drawSamples } from '../../files/samples.ts';
import { csvMark, excelOption, wholeNumberOf } from '../arguments.ts';
import { STDOUT, writeOutput } from '../output/file-output.ts';
import { withOpenStore } from '../input/open-store.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

const LATENT_BYTES = 200_000_000;
const USUAL_COUNT = 1000;

interface SampleOptions {
  readonly count?: number;
  readonly latent?: string;
  readonly epoch?: number;
  readonly seed: number;
  readonly weights: Weights;
  readonly output?: string;
  readonly excel?: boolean;
}

const EXAMPLES = `
The same latent vectors always give the same samples. A run is named by its id, the
beginning of its id, or its name.

Examples:
  gan-workbench sample k3m9 --count 10000 -o samples.csv
  gan-workbench sample k3m9 --latent vectors.csv --epoch 300`;

export function sampleCommand(): Command {
  return withSharedOptions(new Command('sample'))
    .description("writes samples of a recorded run's generator as CSV")
    .argument('<run>', 'id, beginning of an id, or name')
    .addOption(
      new Option('--count <n>', `samples from random latent vectors (default: ${USUAL_COUNT})`)
        .argParser(wholeNumberOf(1, 10_000_000))
        .conflicts('latent'),
    )
    .option('--latent <file.csv>', 'file with latent vectors, one per row, instead of random ones')
    .option('--epoch <n>', 'use the kept checkpoint nearest to this epoch (default: the newest)', wholeNumberOf(0))
    .option('--seed <n>', 'seed of the random latent vectors', wholeNumberOf(0), 1)
    .addOption(
      new Option('--weights <which>', 'the generator, or its average')
        .choices(['current', 'average'])
        .default('current'),
    )
    .option('-o, --output <file.csv>', 'file to write; - or none for stdout')
    .addOption(excelOption())
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: SampleOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      await withOpenStore(path, async (store) => {
        const run = store.runs.find(name);
        const { epoch = 'last', weights } = options;
        const latent = latentOf(options, run.config.generator.latent_dimension);
        const samples = await drawSamples(store, run, { epoch, weights, latent });
        const asked = epoch === 'last' ? epochsDone(run) : epoch;
        if (samples.epoch !== asked || epoch !== 'last')
          output.note(`From the checkpoint of epoch ${samples.epoch}, the nearest kept one to ${asked}.`);
        if (hasRunningStatistics(run.config.generator.layers)) output.note(RUNNING_STATISTICS);
        write(samples, options, output, { run: run.id, epoch: samples.epoch, weights });
      });
    });
}

function latentOf({ latent, count = USUAL_COUNT, seed }: SampleOptions, dimension: number): Latent {
  if (latent === undefined) return { kind: 'drawn', count, seed, stream: 'sample' };
  try {
    const bytes = readUserFile({
      path: latent,
      field: 'latent',
      what: 'CSV file',
      maximumBytes: LATENT_BYTES,
      mayBePipe: true,
    });
    return { kind: 'given', vectors: parseLatentVectors(bytes, latent, dimension) };
  } catch (error) {
    // The reader knows the file, not the field of a config that the error names.
    if (error instanceof WorkbenchError) throw new WorkbenchError(error.code, error.message, { cause: error });
    throw error;
  }
}

function write(
  samples: Samples,
  { output: file, excel }: SampleOptions,
  output: Output,
  facts: Record<string, unknown>,
): void {
  const mark = csvMark(excel);
  const { values, dimension } = samples;
  const count = values.length / dimension;
  if (file !== undefined && file !== STDOUT) {
    writeOutput(file, mark + [...samplesCsv(samples)].join(''));
    output.text(`${counted(count, 'sample')} of epoch ${samples.epoch} ${count === 1 ? 'is' : 'are'} in ${file}`);
  } else if (output.isJson) {
    for (let index = 0; index < values.length; index += dimension) {
      const [x, y] = values.subarray(index, index + dimension);
      output.event('sample', dimension === 1 ? { x } : { x, y });
    }
  } else {
    writeOutput(STDOUT, mark);
    for (const block of samplesCsv(samples)) writeOutput(STDOUT, block);
  }
  output.event('sampled', { ...facts, count, dimension, file: file ?? null });
}
