import type { CsvLawConfig, ModuleLawConfig } from '../../../shared/config/laws.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { LAW_NOT_IN_STORE } from '../../../shared/api/training.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { shownFileName } from '../../../shared/shown-source.ts';
import { datasetKey } from '../../store/tables/dataset-keys.ts';
import type { Dataset } from '../../store/tables/datasets.ts';
import type { Store } from '../../store/store.ts';
import { refuseOtherMark, type ReadConfig } from './files.ts';

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

function storedDataset(law: CsvLawConfig | ModuleLawConfig, field: 'target' | 'noise', store: Store): Dataset {
  const found = law.digest === undefined ? undefined : store.datasets.find(datasetKey(law));
  if (found?.kind === law.law) return found;
  throw new WorkbenchError(LAW_NOT_IN_STORE, `${shownFileName(law.file)} is not in this store.`, {
    path: `${field}.file`,
  });
}
