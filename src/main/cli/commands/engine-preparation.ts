import { installNativeLibrary } from '../../native-library/install.ts';
import { tensorFlowAvailability } from '../../training/engines/availability.ts';
import { engineFor } from '../../runs/engine-choice.ts';
import type { RunRequest } from '../../runs/launch.ts';
import { printProgress } from '../output/fetch-progress.ts';

/**
 * Sees to it that what the runs ask for can train them, before anything is queued: TensorFlow's native library is
 * fetched where a run asks for that engine by name and it is not here. Only from its makers: a third party's build has to be asked for.
 * Throws `engine-unavailable`, `device-unavailable` or what keeps the library from being had.
 */
export async function prepareEngines(requests: readonly RunRequest[], jobs: number): Promise<void> {
  // The runs of many seeds share one config.
  const configs = new Set(requests.map(({ read }) => read.config));
  if ([...configs].some(({ engine }) => engine === 'tensorflow')) await fetchTensorFlow();
  for (const config of configs) engineFor(config, jobs);
}

async function fetchTensorFlow(): Promise<void> {
  const here = tensorFlowAvailability();
  if (here.available || !here.sources.includes('official')) return;
  await installNativeLibrary({ source: 'official', tell: printProgress(process.stderr) });
}
