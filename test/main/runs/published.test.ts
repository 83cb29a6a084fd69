import { expect, it } from 'vitest';
import { comparedWithPapers } from '../../../src/main/cli/commands/published.ts';
import { FULL_PAPER_NAMES, PAPER_PRESETS } from '../../../src/shared/config/papers.ts';
import { paperPresetOf } from '../../../src/shared/published.ts';
import { publishedManual } from '../../../src/shared/published-manual.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

it(
  'what a paper published is found for runs that were trained and recorded as its preset says',
  { timeout: 60_000 },
  async () => {
    const workbench = temporaryWorkbench();
    const config = { ...PAPER_PRESETS['pacgan-ring-2'].config, epochs: 1, batches_per_epoch: 2 };
    workbench.queue.launch([1, 2].map((seed) => request({ ...config, seed }, 'no name of a preset')));
    await workbench.queue.idle();
    const [comparison] = comparedWithPapers(workbench.store);
    expect(comparison).toMatchObject({ preset: 'pacgan-ring-2', seeds: [1, 2], steps: 2, publishedSteps: 400_000 });
    const page = publishedManual([comparison]);
    expect(page).toContain('pacgan-ring-2, shortened: 2 train steps here, 400,000 in the paper');
    expect(page).toContain('npm run cli -- train --preset pacgan-ring-2 --seeds 1..10');
    expect(page).toMatch(/modes captured \| 7\.9 ± 0\.1 \| \d\.\d ± \d\.\d/);
  },
);

it('every preset of a paper trains, and is measured as its paper measures', { timeout: 300_000 }, async () => {
  const workbench = temporaryWorkbench();
  const ids = workbench.queue.launch(
    FULL_PAPER_NAMES.map((name) => request({ ...PAPER_PRESETS[name].config, epochs: 1, batches_per_epoch: 1 }, name)),
  );
  await workbench.queue.idle();
  for (const id of ids) {
    expect(workbench.store.runs.get(id).status).toBe('finished');
    const preset = paperPresetOf(workbench.store.runs.get(id).config);
    if (preset === undefined) throw new Error('not recognised');
    const metrics = workbench.store.runs.summaries(id).map(({ metric }) => metric);
    for (const { metric } of PAPER_PRESETS[preset].paper.published) expect(metrics).toContain(metric);
  }
});
