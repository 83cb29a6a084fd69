import type { Guess, Study } from '../../shared/api/studies.ts';
import { configAsTrained } from '../../shared/comparison/config-diff.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { QUESTION_SEEDS, questionAbout } from '../../shared/questions/questions.ts';
import type { Run } from '../../shared/run.ts';
import { groupKey } from '../../shared/subject.ts';
import type { ReadConfig } from '../files/data/files.ts';
import { engineFor } from '../runs/engine-choice.ts';
import { refuseFork } from '../runs/fork.ts';
import { groupHash } from '../store/group-hash.ts';
import { newId } from '../store/new-id.ts';
import type { RunRequest } from '../runs/queue.ts';
import type { Workbench } from '../runs/workbench.ts';

interface AskedQuestion {
  /** Any run of the group in question. */
  readonly run: string;
  /** An id of `QUESTIONS`. */
  readonly question: string;
  readonly guess: Guess | undefined;
}

/** One of the two groups of a question: its existing runs and those to train. */
interface Side {
  readonly hash: string;
  readonly name: string;
  readonly taken: readonly Run[];
  readonly requests: readonly RunRequest[];
}

/** Whether a run has finished or will finish by itself. Training its seed again would give the same numbers. */
function isTaken(run: Run): boolean {
  switch (run.status) {
    case 'finished':
    case 'running':
    case 'queued':
      return true;
    case 'stopped':
      return run.stopReason !== undefined;
    case 'paused':
    case 'failed':
    case 'interrupted':
      return false;
  }
}

function engineOf(run: Run, jobs: number): RunConfig['engine'] {
  const { engine } = configAsTrained(run);
  return engine === 'auto' ? engineFor(run.config, jobs).engine : engine;
}

/** One run a seed; finished ones are preferred. */
function oneASeed(runs: readonly Run[]): Run[] {
  const taken = runs.filter(isTaken);
  const inOrder = [
    ...taken.filter(({ status }) => status === 'finished'),
    ...taken.filter(({ status }) => status !== 'finished'),
  ];
  const bySeed = new Map<number, Run>();
  for (const run of inOrder) if (!bySeed.has(run.config.seed)) bySeed.set(run.config.seed, run);
  return [...bySeed.values()];
}

function missingSeeds(taken: readonly Run[]): number[] {
  const seeds = new Set(taken.map(({ config }) => config.seed));
  const missing: number[] = [];
  for (let seed = 1; taken.length + missing.length < QUESTION_SEEDS; seed += 1)
    if (!seeds.has(seed)) missing.push(seed);
  return missing;
}

function sideOf(workbench: Workbench, read: ReadConfig, unnamed: string, tags: readonly string[]): Side {
  const { config } = read;
  const hash = groupHash(config, engineFor(config, workbench.queue.jobs).engine);
  const there = workbench.store.runs.list({ group: hash, trashed: false }, 'oldest first').map(({ run }) => run);
  const name = there.at(0)?.name ?? unnamed;
  const taken = oneASeed(there);
  const requests = missingSeeds(taken).map((seed) => ({ read, seed, name, tags }));
  return { hash, name, taken, requests };
}

/**
 * Trains the runs that a question about a group needs: eight seeds of the changed config and eight of the group's own, except
 * existing ones, on the engine that trained the group. Gives the study of both groups, which is saved at once. Throws
 * `question-unknown` if the question does not apply, and what reading the files and launching throw; then nothing is launched.
 */
export function askQuestion(
  workbench: Workbench,
  read: (config: RunConfig) => ReadConfig,
  { run: id, question: asked, guess }: AskedQuestion,
): Study {
  const run = workbench.store.runs.get(id);
  refuseFork(run, 'asked about with other seeds');
  const config = { ...run.config, engine: engineOf(run, workbench.queue.jobs) };
  const question = questionAbout(config, asked);
  if (!question) throw new WorkbenchError('question-unknown', `The question ${asked} does not apply to ${run.name}.`);
  const [baseRead, changedRead] = [read(config), read(question.config)];
  const base = sideOf(workbench, baseRead, run.name, run.tags);
  const changed = sideOf(workbench, changedRead, `${base.name} · ${question.name}`, run.tags);
  // One seed of each side after the other, so that both are known equally well at any time.
  const requests = alternating(base, changed);
  const launched = requests.length === 0 ? [] : workbench.queue.launch(requests);
  const idsOf = ({ taken, requests: own }: Side) => [
    ...taken.map((one) => one.id),
    ...launched.filter((_, index) => own.includes(requests[index])),
  ];
  const study: Study = {
    id: newId(),
    name: `Effect of ${question.name}`,
    notes: '',
    subjects: [base, changed].map((side) => ({ kind: 'group', name: side.name, runs: idsOf(side) })),
    view: {
      question: question.id,
      base: groupKey(base.hash),
      // Who keeps an average means to use it.
      averaged: config.ema_decay > 0 || question.config.ema_decay > 0,
      ...(guess && { guess }),
    },
    createdAt: new Date().toISOString(),
  };
  workbench.store.studies.insert(study);
  return study;
}

function alternating({ requests: own }: Side, { requests: others }: Side): RunRequest[] {
  const length = Math.max(own.length, others.length);
  return Array.from({ length }, (_, index) => [others.at(index), own.at(index)])
    .flat()
    .filter((request) => request !== undefined);
}
