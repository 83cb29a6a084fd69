import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/main/desktop/arguments.ts';

describe('the window started from a terminal', () => {
  it.each([
    [['.', '--store', '/data/a b.sqlite', '--jobs', '3']],
    [['--inspect=0', '--remote-debugging-port=0', '.', '--store=/data/a b.sqlite', '--jobs=3', '--no-sandbox']],
  ])('takes its store and its jobs from %j', (args) => {
    expect(readArguments(args)).toEqual({ store: '/data/a b.sqlite', jobs: 3 });
  });

  it('leaves both to the workbench when they are not given', () => {
    expect(readArguments(['.'])).toEqual({ store: undefined, jobs: undefined });
  });

  it.each([[['--jobs', '0']], [['--jobs', 'many']], [['--jobs']], [['--store']], [['--store=']]])(
    'refuses %j',
    (args) => {
      expect(() => readArguments(args)).toThrow(/needs/);
    },
  );
});
