import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Study } from '../../../src/shared/api/studies.ts';
import { configAsTrained } from '../../../src/shared/comparison/config-diff.ts';
import { studiesChannels, studiesRequests } from '../../../src/main/app/api/studies.ts';
import { Application } from '../../../src/main/app/application.ts';
import { request, temporaryStore } from '../runs/temporary-store.ts';

const SHORT = { epochs: 2, batches_per_epoch: 2, snapshots: { samples: 100 } } as const;

function open(store = temporaryStore()) {
  const folder = dirname(store);
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const application = new Application({ store, jobs: 1 });
  onTestFinished(() => application.close('stop'));
  const { workbench } = application;
  const studies = (): Study[] => workbench.store.studies.list();
  return { application, workbench, store, requests: studiesRequests(application), studies };
}

/** Seeds of a subject's runs, rising. */
function seedsOf({ workbench }: ReturnType<typeof open>, { runs }: Study['subjects'][number]): number[] {
  return runs.map((id) => workbench.store.runs.get(id).config.seed).sort((a, b) => a - b);
}

it('tells every window of a study that was saved, changed, removed and brought back as it was', async () => {
  const { application, workbench, requests } = open();
  const [run] = workbench.queue.launch([request(SHORT)]);
  await workbench.queue.idle();
  let told = 0;
  const feed = studiesChannels(application).studies({}, () => (told += 1));
  onTestFinished(() => feed.close());
  expect(feed.take()).toEqual({ studies: [] });
  const subjects = [{ kind: 'run' as const, name: 'one', runs: [run] }];
  const saved = await requests['studies.save']({ name: 'first', notes: '', subjects, view: { metric: 'w1' } });
  await requests['studies.change']({ study: saved.study, name: 'renamed', notes: 'as expected' });
  const changed = feed.take();
  expect(changed?.studies).toMatchObject([{ name: 'renamed', notes: 'as expected', subjects, view: { metric: 'w1' } }]);
  const [study] = changed?.studies ?? [];
  await requests['studies.remove']({ study: study.id });
  expect(feed.take()).toEqual({ studies: [] });
  const restored = { ...study, subjects, view: { ...study.view } };
  await requests['studies.restore'](restored);
  await requests['studies.restore'](restored);
  expect(feed.take()).toEqual({ studies: [study] });
  expect(told).toBe(4);
});

it('asks a question: what is there is taken, what is missing to eight seeds is trained, and the study holds exactly these', async () => {
  const opened = open();
  const { workbench, requests, studies } = opened;
  const there = workbench.queue.launch([2, 12].map((seed) => request({ ...SHORT, seed, engine: 'reference' }, 'mine')));
  await workbench.queue.idle();
  await requests['studies.ask']({ run: there[1], question: 'normal_noise', guess: 'worse' });
  const [{ name, subjects, view }] = studies();
  expect(name).toBe('Effect of normal noise');
  expect(view).toMatchObject({ question: 'normal_noise', guess: 'worse', averaged: false });
  expect(subjects.map((one) => one.name)).toEqual(['mine', 'mine · normal noise']);
  expect(subjects.map((subject) => seedsOf(opened, subject))).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 12],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ]);
  expect(subjects[0].runs).toEqual(expect.arrayContaining(there));
  await workbench.queue.idle();
  const runs = workbench.store.runs.list();
  expect(runs).toHaveLength(16);
  const groups = subjects.map((subject) => new Set(subject.runs.map((id) => workbench.store.runs.get(id).group)));
  expect(groups.map(({ size }) => size)).toEqual([1, 1]);
  const engines = runs.map(({ run }) => configAsTrained(run).engine);
  expect(new Set(engines)).toEqual(new Set(['reference']));
});

it('asked twice, trains nothing anew but for a seed that was stopped or is in the trash', async () => {
  const opened = open();
  const { workbench, requests, studies } = opened;
  const [run, stopped] = workbench.queue.launch([1, 2].map((seed) => request({ ...SHORT, seed })));
  workbench.queue.cancel([stopped]);
  await workbench.queue.idle();
  await requests['studies.ask']({ run, question: 'wider_networks', guess: undefined });
  // While it still trains.
  await requests['studies.ask']({ run, question: 'wider_networks', guess: 'better' });
  await workbench.queue.idle();
  const [second, first] = studies();
  expect(second.subjects.map((one) => new Set(one.runs))).toEqual(first.subjects.map((one) => new Set(one.runs)));
  expect(first.subjects[0].runs).not.toContain(stopped);
  expect(seedsOf(opened, first.subjects[0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(workbench.store.runs.list()).toHaveLength(17);
  const [, wider] = first.subjects;
  const [trashed] = wider.runs;
  workbench.store.runs.trash(trashed, new Date().toISOString());
  await requests['studies.ask']({ run, question: 'wider_networks', guess: 'same' });
  await workbench.queue.idle();
  const [third] = studies();
  expect(third.subjects[0]).toEqual({ ...first.subjects[0], runs: expect.any(Array) as string[] });
  expect(third.subjects[1].runs).not.toContain(trashed);
  expect(seedsOf(opened, third.subjects[1])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(workbench.store.runs.list()).toHaveLength(18);
});

it('refuses a question that does not apply, and trains nothing', async () => {
  const { workbench, requests, studies } = open();
  const [run] = workbench.queue.launch([request(SHORT)]);
  await workbench.queue.idle();
  const asked = () => requests['studies.ask']({ run, question: 'uniform_noise', guess: undefined });
  expect(asked).toThrow(expect.objectContaining({ code: 'question-unknown' }));
  expect(studies()).toEqual([]);
  expect(workbench.store.runs.list()).toHaveLength(1);
});
