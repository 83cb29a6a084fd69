import { resolve } from 'node:path';
import type { CsvLawConfig, ModuleLawConfig } from '../../../shared/config/laws.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { CsvDataset, Dataset, ModuleDataset } from '../../store/datasets.ts';
import type { Store } from '../../store/store.ts';
import type { JobFiles, ModuleFile } from '../../training/messages.ts';
import { loadModuleLaw } from '../../training/module-law.ts';
import { readCsv } from './csv.ts';
import { readModuleSource } from './module-source.ts';

/** A config whose files have been read: it names what they hold by digest, and carries it. */
export interface ReadConfig {
  readonly config: RunConfig;
  readonly datasets: readonly Dataset[];
}

/** How a dataset's columns are named in the store: `column 0` where the table has no header. */
function columnNames(columns: CsvLawConfig['columns']): string[] {
  return columns.map((column) => (typeof column === 'number' ? `column ${column}` : column));
}

function readTable(target: CsvLawConfig, folder: string): { target: CsvLawConfig; dataset: CsvDataset } {
  const dataset = readCsv(resolve(folder, target.file), target);
  const columns = target.columns.map((column, index) => {
    const name = dataset.columns[index];
    return name === `column ${column}` ? column : name;
  });
  return { target: { ...target, columns, digest: dataset.digest }, dataset };
}

async function readModule<Law extends ModuleLawConfig>(
  law: Law,
  folder: string,
  field: 'target' | 'noise',
): Promise<{ law: Law; dataset: ModuleDataset }> {
  const dataset = readModuleSource(resolve(folder, law.file), `${field}.file`);
  const { dimension } = await loadModuleLaw({
    source: dataset.source,
    name: dataset.name,
    exportName: law.export,
    field,
  });
  return { law: { ...law, digest: dataset.digest, dimension }, dataset };
}

/**
 * Reads the files that a config names, relative to `folder`, once: a CSV table is parsed, a module's source is loaded
 * and asked for two draws. Throws a WorkbenchError that names the file and what is wrong in it.
 */
export async function readFiles(config: RunConfig, folder: string): Promise<ReadConfig> {
  const datasets: Dataset[] = [];
  let { target, noise } = config;
  if (target.law === 'csv') {
    const read = readTable(target, folder);
    target = read.target;
    datasets.push(read.dataset);
  } else if (target.law === 'module') {
    const read = await readModule(target, folder, 'target');
    if (read.law.dimension !== 1 && read.law.dimension !== 2) {
      const message = `target: ${read.law.export} of ${read.law.file} gives ${read.law.dimension} numbers a draw; a target has 1 or 2`;
      throw new WorkbenchError('bad-module', message, { path: 'target' });
    }
    target = read.law;
    datasets.push(read.dataset);
  }
  if (noise.law === 'module') {
    const read = await readModule(noise, folder, 'noise');
    const latentDimension = config.generator.latent_dimension;
    if (read.law.dimension !== latentDimension) {
      const message = `noise: ${read.law.export} of ${read.law.file} gives ${read.law.dimension} numbers a draw, and generator.latent_dimension is ${latentDimension}; make them equal`;
      throw new WorkbenchError('bad-module', message, { path: 'noise' });
    }
    noise = read.law;
    datasets.push(read.dataset);
  }
  return { config: { ...config, target, noise }, datasets };
}

/** What the files of a recorded run's config held, as the store kept it. Throws `dataset-not-found`. */
export function filesFromStore({ target, noise }: RunConfig, store: Store): JobFiles {
  const modules: ModuleFile[] = [];
  for (const law of [target, noise]) {
    if (law.law !== 'module') continue;
    const dataset = store.getDataset(law.digest ?? '');
    if (dataset.kind === 'module') modules.push(dataset);
  }
  if (target.law !== 'csv') return { table: undefined, modules };
  const dataset = store.getDataset(target.digest ?? '', columnNames(target.columns));
  if (dataset.kind !== 'csv')
    throw new WorkbenchError('dataset-not-found', `${target.file} is kept as a ${dataset.kind}, not as a table`);
  const dimension = dataset.columns.length === 1 ? 1 : 2;
  return { table: { digest: dataset.digest, dimension, values: dataset.values }, modules };
}
