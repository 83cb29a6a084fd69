import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Application } from '../../../src/main/app/application.ts';
import { settingsRequests } from '../../../src/main/app/api/settings.ts';
import { settingsState } from '../../../src/main/app/settings-state.ts';
import { temporaryStore } from '../runs/temporary-store.ts';

it('tells the settings without the build of the fused engine, which is chosen when the settings page asks for it', async () => {
  const store = temporaryStore();
  vi.stubEnv('XDG_DATA_HOME', join(dirname(store), 'data'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const application = new Application({ store, jobs: 1 });
  onTestFinished(() => application.close('stop'));
  const requests = settingsRequests(application);

  // Whoever chooses a build now is refused.
  vi.stubEnv('GAN_WORKBENCH_KERNELS', 'none');
  const [fused] = settingsState(application).engines;
  expect(fused).toEqual({ engine: 'fused', available: true, detail: undefined, runsOn: 'processor, 1 thread per run' });
  await expect(async () => requests['settings.fused_build']({})).rejects.toMatchObject({ code: 'bad-kernels' });

  vi.stubEnv('GAN_WORKBENCH_KERNELS', 'plain');
  expect(await requests['settings.fused_build']({})).toEqual({ build: expect.stringMatching(/^plain/) as string });
});
