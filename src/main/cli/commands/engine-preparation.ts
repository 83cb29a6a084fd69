import { installNativeLibrary } from '../../native-library/install.ts';
import { tensorFlowAvailability } from '../../training/engines/availability.ts';
import { engineFor } from '../../runs/engine-choice.ts';
import type { RunRequest } from '../../runs/queue.ts';
import { printProgress } from '../output/fetch-progress.ts';

/**
 * Makes sure that the requested engines can train the runs before any run is queued. Downloads TensorFlow's native
 * library from its makers if a run names that engine and the library is missing. A third party's build is used only on
 * request. Throws `engine-unavailable`, `device-unavailable` or the errors of the download.
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
