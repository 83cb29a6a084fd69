import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { newFolder, run } from './command-line.ts';

const TABLES = join(import.meta.dirname, '../../data/tables');
const folder = newFolder();
let store = '';
beforeEach(({ task }) => (store = join(folder, `${task.id}.sqlite`)));

async function train(file: string, ...set: readonly string[]) {
  const settings = ['target=csv', `target.file=${join(TABLES, file)}`, 'epochs=2', ...set];
  return run(['--json', 'train', '--no-figures', ...settings.flatMap((setting) => ['--set', setting])], { store });
}

/** What the first run of the store was trained on. */
function trainedTarget() {
  const opened = openStore(store);
  try {
    return opened.runs.list().at(0)?.run.config.target;
  } finally {
    opened.close();
  }
}

describe('train on a table', () => {
  it('takes the first named column of measurements, and says so', async () => {
    const { code, stderr } = await train('text-first.csv');
    expect(stderr).toContain('text-first.csv: column height is taken.');
    expect(code).toBe(0);
    expect(trainedTarget()).toMatchObject({ columns: ['height'] });
  });

  it('says what a chosen column is if it has no measurements', async () => {
    const { code, stderr } = await train('text-first.csv', 'target.columns=["id"]');
    expect(stderr).toContain('text-first.csv: id is an index (1, 2, 3, …).');
    expect(code).toBe(0);
  });

  it('names the setting that resolves an ambiguous table, and uses it', async () => {
    const { code, stderr } = await train('thousands-or-decimals.csv');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: Numbers such as [\d,]+ \(line 2\) in column "income" of thousands-or-decimals\.csv are ambiguous\. Use --set target\.numbers=decimal_point to read it as \d+, with thousands marks, or --set target\.numbers=decimal_comma to read it as [\d.]+, with a decimal comma\.$/m,
    );
    const answered = await train('thousands-or-decimals.csv', 'target.numbers=decimal_comma');
    expect(answered.code).toBe(0);
    expect(trainedTarget()).toMatchObject({ columns: ['income'], numbers: 'decimal_comma' });
  });

  it('skips more than 5 % of the rows only on request', async () => {
    const refused = await train('many-missing.csv', 'target.invalid_rows=skip');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('8 of 24 rows of many-missing.csv (33.3 %) contain no number');
    expect(refused.stderr).toContain('Use --set target.invalid_rows=skip_any to leave out these 8 rows.');
    expect((await train('many-missing.csv', 'target.invalid_rows=skip_any')).code).toBe(0);
  });
});

it('a sweep takes the first named column of measurements too', async () => {
  const settings = ['target=csv', `target.file=${join(TABLES, 'pandas-index.csv')}`, 'epochs=2'];
  const args = ['sweep', '--grid', 'batch_size=8,16', '--seeds', '1', ...settings.flatMap((one) => ['--set', one])];
  const { code, stderr } = await run(args, { store });
  expect(stderr).toContain('pandas-index.csv: column height is taken.');
  expect(code).toBe(0);
  expect(trainedTarget()).toMatchObject({ columns: ['height'] });
});
