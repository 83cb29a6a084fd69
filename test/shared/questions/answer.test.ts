import { expect, test } from 'vitest';
import type { Guess } from '../../../src/shared/api/studies.ts';
import type { ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { answerQuestion } from '../../../src/shared/questions/answer.ts';
import { row, summary } from '../run-rows.ts';

function side(name: string, scores: readonly number[], average?: readonly number[]): ComparedSubject {
  const rows = scores.map((score, index) =>
    row({
      seed: index + 1 + (name === 'vanilla' ? 0 : 100),
      id: `${name}${index}`,
      group: name,
      summaries: [
        summary('wasserstein_1', score),
        summary('loss_generator', 0.7),
        ...(average ? [summary('ema_wasserstein_1', average[index])] : []),
      ],
    }),
  );
  return { key: `group:${name}`, name, kind: 'group', colour: 0, rows, hidden: 0 };
}

const around = (centre: number) => [-3, -2, -1, 0, 0, 1, 2, 3].map((step) => centre + step / 100);
const told = (base: ComparedSubject, changed: ComparedSubject, guess?: Guess) => answerQuestion(base, changed, guess);

test('a question is answered beside what was expected, with what the answer rests on', () => {
  const [vanilla, better, worse] = [side('vanilla', around(0.3)), side('new', around(0.1)), side('new', around(0.5))];
  expect(told(vanilla, better, 'better')).toMatchObject({ headline: 'Better, as you expected', isAsExpected: true });
  expect(told(vanilla, better, 'same')).toMatchObject({
    headline: 'Better. You expected: the same',
    isAsExpected: false,
  });
  expect(told(vanilla, worse, 'better')).toMatchObject({
    headline: 'Worse. You expected: better',
    isAsExpected: false,
  });
  expect(told(vanilla, worse)).toMatchObject({ headline: 'Worse', isAsExpected: undefined });
  expect(told(vanilla, worse)?.sentence).toMatch(/^new is worse than vanilla: Wasserstein-1 is 0\.2\d+ higher/);
});

test('no difference speaks for none, and against no guess', () => {
  const [vanilla, close] = [side('vanilla', around(0.3)), side('new', around(0.3001))];
  const same = 'No difference is shown';
  expect(told(vanilla, close, 'same')).toMatchObject({ headline: `${same}, as you expected`, isAsExpected: true });
  expect(told(vanilla, close, 'better')).toMatchObject({
    headline: `${same}. You expected: better`,
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
