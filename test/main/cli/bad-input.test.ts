import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { newFolder, run, type CommandOptions } from './command-line.ts';

const folder = newFolder();
const store = join(folder, 'runs.sqlite');

/** Runs a command that has to be refused: one clear sentence a fault, no stack trace, the exit code, and the same as JSON. */
async function refused(code: number, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await run(['--json', ...args], { store, ...options });
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(/^error: /);
  expect(result.stderr).not.toMatch(/^ +at |node_modules|Error:/m);
  const errors = result.events.filter(({ event }) => event === 'error');
  expect(errors.length).toBeGreaterThan(0);
  for (const { code: word, message } of errors) {
    expect(word).toMatch(/^[a-z-]+$/);
    expect(result.stderr).toContain(String(message));
  }
  return result.stderr;
}

describe('a config', () => {
  it('that is no JSON is refused with line and column', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{\n  "epochs": 10,\n  "seed": NaN\n}\n');
    const message = await refused(2, ['train', '--config', file]);
    expect(message).toContain(`${file} is not JSON: unexpected "N" (line 3, column 11).`);
    expect(await refused(2, ['train', '--config', '-'], { input: '{"epochs": 10' })).toContain('it ends before it is');
    expect(await refused(2, ['train', '--config', '-'], { input: '' })).toContain('it is empty');
    expect(await refused(2, ['train', '--config', join(folder, 'none.json')])).toContain('does not exist');
  });

  it('with unknown keys and bad values is refused, one line per fault with the allowed values', async () => {
    const input = JSON.stringify({ epoch: 3, generator: { hidden_widths: [0] } });
    const message = await refused(2, ['train', '--config', '-'], { input });
    expect(message).toContain('error: epoch: is not a setting; did you mean epochs?\n');
    expect(message).toContain('error: generator.hidden_widths[0]: 0 must be a whole number');
    expect(await refused(2, ['train', '--set', 'epochs'])).toContain('is not an assignment');
    expect(await refused(2, ['train', '--set', 'lr_gg=1e-3'])).toContain(
      'lr_gg: is not a setting; there is optimizer.generator.learning_rate',
    );
    expect(await refused(2, ['train', '--preset', 'vanila'])).toContain('did you mean vanilla?');
    expect(await refused(2, ['train', '--set', 'device=gpu'])).toContain('device');
  });

  it('with penalties and batch normalisation in the discriminator is refused with the reason', async () => {
    const discriminator = { layers: [{ layer: 'linear', width: 8 }, { layer: 'batch_norm' }, { layer: 'relu' }] };
    const input = JSON.stringify({ discriminator, penalties: [{ at: 'between', target: 1, weight: 10 }] });
    const message = await refused(2, ['train', '--config', '-'], { input });
    expect(message).toContain('have no meaning with batch_norm in discriminator.layers, where a logit depends on all');
    expect(message).toContain('use layer_norm there, or no penalties');
  });

  it('creates no store and prints nothing on stdout if it is refused', async () => {
    const { code, stdout } = await run(['train', '--set', 'epochs=0'], { store });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(existsSync(store)).toBe(false);
  });

  it('with a CSV file that has holes is refused with the lines', async () => {
    const file = join(folder, 'holes.csv');
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    writeFileSync(file, ['height', ...numbers.slice(0, 5), '', 'tall', ...numbers.slice(5)].join('\n'));
    const args = ['train', '--set', 'target=csv', '--set', `target.file=${file}`];
    const message = await refused(2, args);
    expect(message).toContain('line 7');
    expect(message).toContain('line 8');
    expect(message).toContain('target.invalid_rows');
    const { code } = await run(
      [...args, '--set', 'target.invalid_rows=skip_any', '--set', 'epochs=2', '--no-figures'],
      {
        store: join(folder, 'skipped.sqlite'),
      },
    );
    expect(code).toBe(0);
  });
});

describe('a store', () => {
  beforeAll(() => openStore(join(folder, 'good.sqlite')).close());

  it('that is not SQLite is refused and left as it was', async () => {
    const file = join(folder, 'notes.txt');
    const text = 'my notes\n'.repeat(200);
    writeFileSync(file, text);
    for (const command of ['train', 'runs']) {
      expect(await refused(3, [command, '--store', file])).toContain(`${file} is not a store`);
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('of a newer schema is refused and left as it was', async () => {
    const file = join(folder, 'newer.sqlite');
    openStore(file).close();
    const database = new Database(file);
    database.pragma('user_version = 4242');
    database.close();
    expect(await refused(3, ['train', '--store', file])).toMatch(/newer/);
    expect(await refused(3, ['runs', '--store', file])).toMatch(/4242/);
    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(4242);
    after.close();
  });

  it('in a place that cannot be written is refused', async () => {
    const inFile = join(folder, 'good.sqlite', 'runs.sqlite');
    expect(await refused(3, ['train', '--store', inFile])).toContain('cannot be written');
    expect(await refused(3, ['runs', '--store', join(folder, 'none.sqlite')])).toContain('does not exist');
    expect(await refused(3, ['runs', '--store', folder])).toContain('is a folder');
  });
});

describe('usage', () => {
  const good = { store: join(folder, 'good.sqlite') };

  it.each([
    [['trian'], 'train'],
    [['train', '--sed', '1'], '--set'],
    [['train', '--jobs', '0'], 'Use a whole number from 1'],
    [['train', '--seeds', '8..1'], 'is reversed'],
    [['train', '--seeds', '1,1'], 'twice'],
    [['train', '--config', 'x.json', '--preset', 'ring'], 'cannot be used with'],
    [['show', 'nothing'], 'has the id or the name "nothing"'],
    [['sample', 'nothing'], 'has the id or the name "nothing"'],
    [['export', 'nothing', '--csv'], 'has the id or the name "nothing"'],
    [['export', 'nothing'], 'say what to export'],
    [['runs', '--filter', 'wasserstein < 1 and'], 'character 1: a run has no wasserstein'],
    [['runs', '--sort', 'sead'], 'did you mean seed?'],
    [['runs', '--status', 'done'], 'Allowed choices'],
  ])('%j is refused with %j', async (args, sentence) => {
    expect(await refused(2, args, good)).toContain(sentence);
  });

  it('refuses a folder for figures that cannot be created, before it trains', async () => {
    const fresh = join(folder, 'untouched.sqlite');
    mkdirSync(join(folder, 'occupied'), { recursive: true });
    writeFileSync(join(folder, 'occupied', 'file'), '');
    const figures = join(folder, 'occupied', 'file', 'figures');
    expect(await refused(2, ['train', '--figures', figures, '--store', fresh])).toContain('cannot be written');
    expect(existsSync(fresh)).toBe(false);
  });
});
