import { expect, test } from 'vitest';
import type { Guess } from '../../../src/shared/api/studies.ts';
import type { RunRow } from '../../../src/shared/api/runs.ts';
import type { ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { presetConfig } from '../../../src/shared/config/changes.ts';
import { answerQuestion } from '../../../src/shared/questions/answer.ts';
import type { Summary } from '../../../src/shared/run.ts';

/** A finished run that scores these tail means. */
function row(group: string, seed: number, scores: Partial<Record<Summary['metric'], number>>): RunRow {
  const id = `${group}${seed}`;
  const at = '2026-01-01T00:00:00.000Z';
  const summaries = Object.entries(scores).map(([metric, tailMean]) => ({
    metric: metric as Summary['metric'],
    last: tailMean,
    minimum: tailMean,
    minimumEpoch: 1,
    maximum: tailMean,
    tailMean,
  }));
  const run: RunRow['run'] = {
    status: 'finished',
    id,
    name: group,
    config: { ...presetConfig('vanilla'), seed },
    group,
    createdAt: at,
    tags: [],
    notes: '',
    starred: false,
    trashedAt: undefined,
    colour: 0,
    sweep: undefined,
    build: { engine: 'fused', kernels: '', rounding: '', threads: 1, device: 'cpu' },
    engineReason: undefined,
    axes: { data: [{ low: 0, high: 1 }], latent: undefined },
    startedAt: at,
    endedAt: at,
    epochsDone: 600,
    seconds: 1,
    final: { samples: 1, metrics: {}, averageMetrics: undefined },
  };
  return { run, summaries, floor: undefined, sparkline: undefined };
}

function side(name: string, scores: readonly number[], average?: readonly number[]): ComparedSubject {
  const rows = scores.map((wasserstein_1, index) =>
    row(name, index + 1, {
      wasserstein_1,
      loss_generator: 0.7,
      ...(average && { ema_wasserstein_1: average[index] }),
    }),
  );
  return { key: `group:${name}`, name, kind: 'group', colour: 0, rows, hidden: 0, grownAfterLook: false };
}

const around = (centre: number) => [-3, -2, -1, 0, 0, 1, 2, 3].map((step) => centre + step / 100);
const told = (base: ComparedSubject, changed: ComparedSubject, guess?: Guess) => answerQuestion(base, changed, guess);

test('a question is answered beside what was expected, with what the answer rests on', () => {
  const [vanilla, better, worse] = [side('vanilla', around(0.3)), side('new', around(0.1)), side('new', around(0.5))];
  expect(told(vanilla, better, 'better')).toMatchObject({ headline: 'Better, as you expected', isAsExpected: true });
  expect(told(vanilla, better, 'same')).toMatchObject({
    headline: 'Better; you expected the same',
    isAsExpected: false,
  });
  expect(told(vanilla, worse, 'better')).toMatchObject({ headline: 'Worse; you expected better', isAsExpected: false });
  expect(told(vanilla, worse)).toMatchObject({ headline: 'Worse', isAsExpected: undefined });
  expect(told(vanilla, worse)?.sentence).toMatch(/^new is worse than vanilla: Wasserstein-1 higher by 0\.2/);
});

test('no difference speaks for none, and against no guess', () => {
  const [vanilla, close] = [side('vanilla', around(0.3)), side('new', around(0.3001))];
  const same = 'The same, or too close to tell';
  expect(told(vanilla, close, 'same')).toMatchObject({ headline: `${same}, as you expected`, isAsExpected: true });
  expect(told(vanilla, close, 'better')).toMatchObject({
    headline: `${same}; you expected better`,
    isAsExpected: undefined,
  });
});

test('two seeds cannot tell, and without any value there is no answer', () => {
  const two = side('new', [0.1, 0.11]);
  expect(told(side('vanilla', around(0.3)), two, 'worse')).toMatchObject({
    answer: 'can’t tell',
    isAsExpected: undefined,
  });
  expect(told(side('vanilla', []), side('new', []), 'worse')).toBeUndefined();
});

test('an averaged generator is what is judged, beside the plain one', () => {
  const averaged = side('new', around(0.3), around(0.1));
  expect(told(side('vanilla', around(0.3)), averaged, 'better')).toMatchObject({ answer: 'better' });
});
