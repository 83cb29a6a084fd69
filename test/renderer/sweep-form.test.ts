import { beforeEach, describe, expect, it } from 'vitest';
import { settled, workbench } from './page.ts';
import { SweepForm } from '../../src/renderer/new-sweep/sweep-form.svelte.ts';

const SWEEP = { grid: { lr_g: [1e-4, 2e-4] }, seeds: [1, 2] };
const NOT_READY = 'The list of runs is not ready yet.';

beforeEach(() => {
  workbench.posted.length = 0;
});

function written(): SweepForm {
  const form = new SweepForm({ label: 'vanilla', input: {}, name: '', tags: [] }, 'vanilla');
  form.writeJson(SWEEP);
  return form;
}

describe('the form of a new sweep', () => {
  it('launches nothing before it is known what would run', async () => {
    const form = written();
    const asking = form.askPreview(form.text);
    expect(form.obstacle).toBe(NOT_READY);
    expect(await form.launch()).toBeUndefined();
    await settled();
    await workbench.reply('sweeps.preview', { runCount: 4, missing: { runCount: 3 } });
    await asking;
    expect([form.obstacle, form.work?.runCount]).toEqual([undefined, 3]);
    const launched = form.launch();
    expect(workbench.inputs('sweeps.launch')).toEqual([{ sweep: SWEEP, only_missing: true }]);
    await workbench.reply('sweeps.launch', { sweep: 's', runs: [] });
    expect(await launched).toBe('s');
  });

  it('says why it cannot be known what would run, and launches it all the same', async () => {
    const form = written();
    const asking = form.askPreview(form.text);
    await settled();
    await workbench.refuse('sweeps.preview', { code: 'took-too-long', message: 'Nothing came of it within 10 s.' });
    await asking;
    expect([form.failure, form.obstacle]).toEqual(['Nothing came of it within 10 s.', undefined]);
    const launched = form.launch();
    expect(workbench.inputs('sweeps.launch')).toEqual([{ sweep: SWEEP, only_missing: false }]);
    await workbench.reply('sweeps.launch', { sweep: 's', runs: [] });
    expect(await launched).toBe('s');
    form.writeJson({ ...SWEEP, seeds: [1] });
    expect([form.failure, form.obstacle]).toEqual([undefined, NOT_READY]);
  });
});
