import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { eventsOf, newFolder, run, SHORT, start } from './command-line.ts';
import { runHere } from './here.ts';

const LONG = ['--set', 'epochs=1000000', '--set', 'snapshots.every=100', '--set', 'snapshots.samples=100'];

let stores = 0;
const newStore = () => join(newFolder(), `${++stores}.sqlite`);

/** Trains in a process of its own until something is recorded; gives the run and what kills that process. */
async function trainingElsewhere(store: string, set: readonly string[] = LONG) {
  const child = start(['train', ...set, '--json', '--no-figures'], { store });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = '';
  while (!told.includes('"progress"')) told += String((await once(child.stdout, 'data'))[0]);
  const id = /"run":"([^"]+)"/.exec(told)?.[1] ?? '';
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { id, kill };
}

const statusOf = (store: string, id: string) => {
  const opened = openStore(store);
  const { status } = opened.runs.get(id);
  opened.close();
  return status;
};

describe('resume --all', () => {
  it('resumes interrupted runs, and leaves runs of other processes alone', async () => {
    const store = newStore();
    const killed = await trainingElsewhere(store, [
      '--set',
      'epochs=1000',
      '--set',
      'snapshots.every=50',
      '--set',
      'snapshots.samples=100',
    ]);
    await killed.kill();
    const living = await trainingElsewhere(store);
    const resumed = await runHere(['resume', '--all', '--json'], store);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(eventsOf(resumed, 'queued').map((event) => event['run'])).toEqual([killed.id]);
    expect(eventsOf(resumed, 'finished').map((event) => event['run'])).toEqual([killed.id]);
    expect(statusOf(store, living.id)).toBe('running');
    const claimed = await runHere(['resume', living.id, '--json'], store);
    expect(claimed.code).toBe(2);
    expect(claimed.stderr).toMatch(/belongs to another process/);
    const none = await runHere(['resume', '--all'], store);
    expect([none.code, none.stdout]).toEqual([0, expect.stringMatching(/^No run in .* was interrupted\./)]);
    await living.kill();
  });
});

describe('if another build trained a run', () => {
  it('refuses and names both builds unless any build is allowed', async () => {
    const store = newStore();
    const plain = { ...process.env, GAN_WORKBENCH_KERNELS: 'plain' };
    process.env['GAN_WORKBENCH_KERNELS'] = plain.GAN_WORKBENCH_KERNELS;
    const trained = await run(['train', ...SHORT, '--json', '--no-figures'], { store });
    delete process.env['GAN_WORKBENCH_KERNELS'];
    const id = String(eventsOf(trained, 'finished')[0]['run']);
    for (const flags of [['--exact'], []]) {
      const refused = await runHere(['extend', id, '--epochs', '5', '--json', ...flags], store);
      expect(refused.code).toBe(2);
      expect(eventsOf(refused, 'error')).toMatchObject([{ code: 'other-build' }]);
      expect(refused.stderr).toMatch(/trained by fused, plain-simd .*; this machine has fused, (relaxed|wide)-simd /);
      expect(refused.stderr.includes('--any-build')).toBe(flags.length === 0);
    }
    const extended = await runHere(['extend', id, '--epochs', '5', '--json', '--any-build'], store);
    expect(extended.code, extended.stderr).toBe(0);
    expect(eventsOf(extended, 'finished')).toMatchObject([{ run: id, epochs: 25 }]);
    const shown = await runHere(['show', id, '--json'], store);
    expect(eventsOf(shown, 'run')[0]['earlier_builds']).toMatchObject([{ until_epoch: 20, engine: 'fused' }]);
  });
});

describe('fork', () => {
  it('trains from a checkpoint with changed settings, and show says where it comes from', async () => {
    const store = newStore();
    const trained = await runHere(['train', ...SHORT, '--json', '--no-figures', '--name', 'parent'], store);
    const parent = String(eventsOf(trained, 'finished')[0]['run']);
    const args = ['fork', 'parent', '--checkpoint', '10', '--set', 'epochs=15', '--set', 'loss=minimax', '--json'];
    const forked = await runHere(args, store);
    expect(forked.code, forked.stderr).toBe(0);
    const [{ run: fork, name }] = eventsOf(forked, 'finished');
    expect(name).toBe('parent from epoch 10');
    const shown = await runHere(['show', String(fork), '--json'], store);
    expect(eventsOf(shown, 'run')).toMatchObject([
      {
        parent,
        parent_epoch: 10,
        parent_changes: [
          { path: 'epochs', from: 20, to: 15 },
          { path: 'loss.name', from: 'bce', to: 'minimax' },
        ],
      },
    ]);
    expect((await runHere(['show', String(fork)], store)).stdout).toMatch(
      new RegExp(
        `forked from +${parent} \\(parent, seed 1\\) at epoch 10\nchanged +epochs 20 → 15, loss.name bce → minimax`,
      ),
    );
    expect((await runHere(['show', parent], store)).stdout).toMatch(new RegExp(`forked to +${String(fork)} `));
    const found = await runHere(['runs', '--filter', `parent=${parent}`, '--json'], store);
    expect(eventsOf(found, 'run').map((event) => event['run'])).toEqual([fork]);
  });

  it('is refused in a sentence if a setting does not fit or the checkpoint does not exist', async () => {
    const store = newStore();
    const trained = await runHere(['train', ...SHORT, '--json', '--no-figures'], store);
    const parent = String(eventsOf(trained, 'finished')[0]['run']);
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['--set', 'generator.hidden_widths=8'],
        /generator.hidden_widths: \[8\] must stay \[64, 32\], because the weights/,
      ],
      [['--checkpoint', '3'], /has no checkpoint at epoch 3; it has checkpoints at epochs 0, 2, 4/],
      [['--checkpoint', 'soon'], /epoch of a checkpoint, as show lists them, or last/],
      [['--set', 'epochs=10'], /epochs: 10 must be greater than 20, the epoch of the checkpoint/],
    ];
    for (const [args, sentence] of refused) {
      const { code, stderr } = await runHere(['fork', parent, ...args], store);
      expect(code, stderr).toBe(2);
      expect(stderr).toMatch(sentence);
    }
  });
});

it.each([
  ['resume', '--all'],
  ['extend', 'x', '--epochs', '1'],
  ['fork', 'x'],
])('%s makes no store where there is none', async (...args) => {
  const store = newStore();
  expect((await runHere(args, store)).code).toBe(3);
});
