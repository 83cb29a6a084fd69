import { resolve } from 'node:path';
import { LAW_NOT_IN_STORE } from '../../../shared/api/training.ts';
import type { CsvLawConfig, ModuleLawConfig } from '../../../shared/config/laws.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { shownFileName } from '../../../shared/shown-source.ts';
import { datasetKey } from '../../store/tables/dataset-keys.ts';
import type { CsvDataset, Dataset } from '../../store/tables/datasets.ts';
import type { Store } from '../../store/store.ts';
import type { JobFiles, ModuleFile } from '../../training/messages.ts';
import { tryModuleLaw, type LawModule } from '../../training/module-law.ts';
import { readCsv } from './csv.ts';
import { readModuleSource } from './module-source.ts';

/** A config whose files have been read. It names their contents by digest, and includes them. */
export interface ReadConfig {
  readonly config: RunConfig;
  readonly datasets: readonly Dataset[];
  /** Notes on how a table was read, if that is not obvious; one sentence each. */
  readonly remarks?: readonly string[];
}

/** The law of a table that has been read. It names columns by their headers if these are unique, and the content by its digests. */
export function readLaw(
  law: CsvLawConfig,
  { columns, digest, valuesDigest }: CsvDataset,
): CsvLawConfig & { readonly digest: string; readonly values_digest: string } {
  const named = law.columns.map((column, place) => {
    const name = columns[place];
    return name === `column ${column}` ? column : name;
  });
  return { ...law, columns: named, digest, values_digest: valuesDigest };
}

function readTable(target: CsvLawConfig, folder: string, isUsual: boolean) {
  const { dataset, references, notes } = readCsv(resolve(folder, target.file), {
    ...target,
    columns: isUsual ? undefined : target.columns,
  });
  const taken = isUsual ? [`column ${dataset.columns.join(', ')} is taken`] : [];
  const said = [...taken, ...notes];
  return {
    target: readLaw({ ...target, columns: [...references] }, dataset),
    dataset,
    remarks: said.length > 0 ? [`${dataset.name}: ${said.join('; ')}.`] : [],
  };
}

type Field = 'target' | 'noise';

/** Tries a module's function. */
export type TryModule = (module: LawModule) => Promise<{ readonly dimension: number }>;

async function readModule<Law extends ModuleLawConfig>(law: Law, folder: string, field: Field, tryModule: TryModule) {
  const dataset = readModuleSource(resolve(folder, law.file), `${field}.file`);
  const { source, name } = dataset;
  const draws = await tryModule({ source, name, exportName: law.export, field, dimension: law.dimension });
  return { law: { ...law, digest: dataset.digest, dimension: draws.dimension }, dataset };
}

function wrongDimension(law: ModuleLawConfig, field: Field, right: string): WorkbenchError {
  const message = `${field}: ${law.export} of ${law.file} returns ${law.dimension ?? 0} numbers per draw; ${right}`;
  return new WorkbenchError('bad-module', message, { path: field });
}

/**
 * Reads the files that a config names, relative to `folder`, once: a CSV table is parsed, a module's source is loaded
 * and tried. With `usualColumn` the first column of measurements is used instead of the one that the config names.
 * Throws a WorkbenchError that names the file and the fault in it.
 */
export async function readFiles(
  config: RunConfig,
  folder: string,
  tryModule: TryModule = tryModuleLaw,
  usualColumn = false,
): Promise<ReadConfig> {
  const datasets: Dataset[] = [];
  let remarks: readonly string[] = [];
  let { target, noise } = config;
  if (target.law === 'csv') {
    const read = readTable(target, folder, usualColumn);
    target = read.target;
    remarks = read.remarks;
    datasets.push(read.dataset);
  } else if (target.law === 'module') {
    const { law, dataset } = await readModule(target, folder, 'target', tryModule);
    if (law.dimension > 2) throw wrongDimension(law, 'target', 'a target has 1 or 2');
    target = law;
    datasets.push(dataset);
  }
  if (noise.law === 'module') {
    const { law, dataset } = await readModule(noise, folder, 'noise', tryModule);
    const { latent_dimension } = config.generator;
    if (law.dimension !== latent_dimension) {
      throw wrongDimension(law, 'noise', `generator.latent_dimension is ${latent_dimension}; make them equal`);
    }
    noise = law;
    datasets.push(dataset);
  }
  return { config: { ...config, target, noise }, datasets, remarks };
}

/** Throws `bad-data` if a config asks for another decimal mark than the one that its stored table was read with. */
export function refuseOtherMark({ target }: RunConfig, stored: readonly Dataset[]): void {
  const table = stored.find(({ kind }) => kind === 'csv');
  if (target.law !== 'csv' || table?.kind !== 'csv' || target.numbers === 'auto') return;
  const rules = table.readingRules.split(' ');
  const isComma = rules.includes('decimal_comma');
  const isPoint =
    !isComma && (rules.includes('thousands_marks') || table.values.some((value) => !Number.isInteger(value)));
  if (target.numbers === 'decimal_comma' ? !isPoint : !isComma) return;
  const [was, wanted] = isComma ? ['commas', 'points'] : ['points', 'commas'];
  const message = `${table.name} was read with decimal ${was}; choose the file again to read it with decimal ${wanted}`;
  throw new WorkbenchError('bad-data', message, { path: 'target.numbers' });
}

/**
 * Like `readFiles`, but content with a digest that the store knows is taken from the store, wherever its file is now.
 */
export async function readOrStoredFiles(
  config: RunConfig,
  folder: string,
  store: Store,
  tryModule: TryModule,
): Promise<ReadConfig> {
  const laws = [config.target, config.noise].filter((law) => law.law === 'csv' || law.law === 'module');
  const stored = laws.flatMap((law) => (law.digest === undefined ? [] : (store.datasets.find(datasetKey(law)) ?? [])));
  if (laws.length === 0 || stored.length < laws.length) return readFiles(config, folder, tryModule);
  refuseOtherMark(config, stored);
  return { config, datasets: stored };
}

/**
 * Finds the data of a config's laws in the store, by their digests. No file is opened, whatever path the config names:
 * the config may come from somebody else, and reading a module would run it. Throws `law-not-in-store` with the field
 * of the first file that is not in the store, and `bad-data` as `refuseOtherMark`.
 */
export function storedFiles(config: RunConfig, store: Store): ReadConfig {
  const { target, noise } = config;
  const datasets: Dataset[] = [];
  if (target.law === 'csv' || target.law === 'module') datasets.push(storedDataset(target, 'target', store));
  if (noise.law === 'module') datasets.push(storedDataset(noise, 'noise', store));
  refuseOtherMark(config, datasets);
  return { config, datasets };
}

function storedDataset(law: CsvLawConfig | ModuleLawConfig, field: Field, store: Store): Dataset {
  const found = law.digest === undefined ? undefined : store.datasets.find(datasetKey(law));
  if (found?.kind === law.law) return found;
  throw new WorkbenchError(LAW_NOT_IN_STORE, `${shownFileName(law.file)} is not in this store.`, {
    path: `${field}.file`,
  });
}

/**
 * A config as this store records it. If the store has the same columns and values from a version whose configs had no
 * digest of values, that digest is omitted, so that the run joins the groups of those runs.
 */
export function asRecorded(config: RunConfig, store: Store): RunConfig {
  const { target } = config;
  if (target.law !== 'csv' || target.values_digest === undefined) return config;
  if (store.datasets.facts(datasetKey(target))?.isFromBefore !== true) return config;
  return { ...config, target: { ...target, values_digest: undefined } };
}

/** The contents of a config's files, for training. */
export function jobFiles({ config, datasets }: ReadConfig): JobFiles {
  const modules: ModuleFile[] = [];
  let table: JobFiles['table'];
  for (const dataset of datasets) {
    if (dataset.kind === 'module') modules.push(dataset);
    else table = { digest: dataset.digest, dimension: dataset.columns.length === 1 ? 1 : 2, values: dataset.values };
  }
  return { table: config.target.law === 'csv' ? table : undefined, modules };
}

/** The contents of the files of a recorded run's config, from the store. Throws `dataset-not-found`. */
export function filesFromStore({ target, noise }: RunConfig, store: Store): JobFiles {
  const modules: ModuleFile[] = [];
  for (const law of [target, noise]) {
    if (law.law !== 'module') continue;
    const dataset = store.datasets.get(datasetKey(law));
    if (dataset.kind === 'module') modules.push(dataset);
  }
  if (target.law !== 'csv') return { table: undefined, modules };
  const dataset = store.datasets.get(datasetKey(target));
  if (dataset.kind !== 'csv')
    throw new WorkbenchError('dataset-not-found', `${target.file} is stored as a ${dataset.kind}, not as a table`);
  const dimension = dataset.columns.length === 1 ? 1 : 2;
  return { table: { digest: dataset.digest, dimension, values: dataset.values }, modules };
}
