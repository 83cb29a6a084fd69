import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { dismiss } from './dismiss.ts';
import { trainRuns } from './trained.ts';

/** Of many a sweep, those that differ have the difference at the end. */
export const LONG_NAME =
  'learning rates and losses of the first experiment, on the target of the second one, number 17';
const SWEEP = [
  'sweep',
  '--grid',
  'lr_g=1e-4,2e-4,1e-3',
  '--grid',
  'loss=bce,minimax,lsgan',
  '--set',
  'epochs=20',
  '--seeds',
  '1..2',
  '--name',
  LONG_NAME,
];
/** Trains for longer than any test looks at it. */
const LASTING: RunConfigInput = { epochs: 100_000 };

/** The runs of the views: ids by name, and the keys of the nine groups of a sweep. */
export interface RecordedRuns {
  readonly runs: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
}

/** Trains the runs that the views show into a new store. */
async function recordRuns(store: string): Promise<RecordedRuns> {
  await trainRuns(store, [
    { name: 'line', config: { epochs: 20, loss: 'lsgan', ema_decay: 0.9 } },
    { name: 'plane', config: { ...PRESETS.ring.config, epochs: 10, batches_per_epoch: 10 } },
    { name: 'critic', config: { epochs: 20, loss: 'wgan' } },
  ]);
  const failing = { generator: { learning_rate: 1e30 }, discriminator: { learning_rate: 1e30 } };
  // The command line ends with an error, as it should.
  await trainRuns(store, [{ name: 'failing', config: { loss: 'wgan', optimizer: failing } }]).catch(() => undefined);
  await promisify(execFile)(process.execPath, ['out/main/cli.js', ...SWEEP, '--store', store]);
  const opened = openStore(store);
  const all = opened.runs.list().map(({ run }) => run);
  opened.close();
  return {
    runs: Object.fromEntries(all.map(({ name, id }) => [name, id])),
    groups: [...new Set(all.flatMap((run) => (run.sweep === undefined ? [] : [groupKey(run.group)])))],
  };
}

/** A store with the runs of the views, which are trained before the tests of a file or a `describe` and removed after them. */
export function recordForViews(): RecordedRuns & { readonly store: string } {
  const folder = mkdtempSync(join(tmpdir(), 'views-'));
  const recorded = { store: join(folder, 'runs.sqlite'), runs: {}, groups: [] };
  beforeAll(async () => {
    Object.assign(recorded, await recordRuns(recorded.store));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));
  return recorded;
}

/** A view of the window: its name, and the steps that lead to it from the view before it, the last of which waits for what it shows. */
export type View = readonly [name: string, ...steps: (() => Promise<unknown>)[]];

/** Goes through the views of a window that shows the recorded runs. */
export class Views {
  readonly #page: Page;
  readonly #recorded: RecordedRuns;

  constructor(page: Page, recorded: RecordedRuns) {
    this.#page = page;
    this.#recorded = recorded;
  }

  goTo(hash: string): Promise<unknown> {
    return this.#page.evaluate((there) => (window.location.hash = there), hash);
  }

  press(name: string | RegExp): Promise<void> {
    return this.#page.getByRole('button', { name }).first().click();
  }

  get comparison() {
    return this.#page.getByRole('region', { name: 'Comparison', exact: true });
  }

  async showRun(name: string): Promise<void> {
    await this.goTo(`#/runs/${this.#recorded.runs[name]}`);
    await this.#page.getByRole('heading', { name, exact: true }).waitFor();
    const withoutCharts = this.#page.getByText('there are no charts');
    await this.#page.locator('canvas[data-axes]').or(withoutCharts).first().waitFor();
  }

  async compare(groups: readonly string[]): Promise<void> {
    await this.goTo(`#/runs/${groups.map(encodeURIComponent).join(',')}`);
    await this.comparison.and(this.#page.locator('[aria-busy=false]')).waitFor();
    await this.#page.locator('canvas[data-axes]').first().waitFor();
  }

  async openSweep(): Promise<void> {
    await this.goTo('#/sweeps');
    await this.#page.getByRole('table').getByRole('button').first().click();
    await this.#page.getByRole('region', { name: 'Results of the sweep' }).waitFor();
    await this.#page.locator('canvas[data-axes]').first().waitFor();
  }

  async train(): Promise<void> {
    const drawer = this.#page.getByRole('dialog', { name: 'New run' });
    await this.goTo('#/runs?new=');
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(LASTING));
    await drawer.getByRole('button', { name: /^Launch/ }).click();
    await this.#page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await this.#page.locator('[data-epoch]').waitFor();
  }

  /** All views, each reached from the one before it. */
  get all(): readonly View[] {
    const page = this.#page;
    const { groups } = this.#recorded;
    const queue = page.getByRole('region', { name: 'Queue', exact: true });
    return [
      ...['line', 'critic', 'failing', 'plane'].map((name) => [name, () => this.showRun(name)] as const),
      ['gradient arrows', () => page.getByLabel('Gradient arrows').check()],
      [
        'the latent grid',
        () => page.getByLabel('Latent grid').check(),
        () => page.getByRole('button', { name: 'latent grid', exact: true }).waitFor(),
      ],
      [
        'the crosshair',
        () => page.getByRole('slider', { name: /^Values in the plane/ }).press('ArrowUp'),
        () => page.locator('.values').first().waitFor(),
      ],
      ['the table', () => this.press('Columns'), () => page.getByRole('columnheader').first().waitFor()],
      ['its columns', () => this.press('Choose columns…'), () => page.getByLabel('Find a column').waitFor()],
      [
        'by sweeps',
        () => page.keyboard.press('Escape'),
        () => page.getByLabel('Group by').selectOption('sweep'),
        () => page.getByRole('treegrid').getByText(LONG_NAME).first().waitFor(),
      ],
      [
        'the list again',
        () => this.press('Columns'),
        () => page.getByRole('columnheader').first().waitFor({ state: 'detached' }),
      ],
      ['a group', () => this.compare([groups[0]])],
      ['a comparison of nine', () => this.compare(groups)],
      ...['Seeds', 'Numbers', 'Settings'].map(
        (name) =>
          [
            `its tab ${name}`,
            () => page.getByRole('tab', { name }).click(),
            () => page.getByRole('tabpanel', { name }).waitFor(),
          ] as const,
      ),
      [
        'sweeps',
        () => this.goTo('#/sweeps'),
        () => page.getByRole('button', { name: LONG_NAME, exact: true }).waitFor(),
      ],
      ['a sweep', () => this.openSweep()],
      ['studies', () => this.goTo('#/studies'), () => page.getByRole('region', { name: 'Studies' }).waitFor()],
      [
        'the trash',
        () => this.goTo('#/runs?trash='),
        () => page.getByRole('button', { name: 'Trash', pressed: true }).waitFor(),
      ],
      ['settings', () => this.goTo('#/settings'), () => page.getByRole('region', { name: 'Settings' }).waitFor()],
      ['a new run', () => this.goTo('#/runs?new='), () => page.getByText(/^Per run: /).waitFor()],
      [
        'a new sweep',
        () => this.goTo('#/runs?sweep='),
        () => page.getByRole('complementary', { name: 'What will run' }).waitFor(),
      ],
      ['the queue', () => this.goTo('#/runs'), () => this.press(/^Queue/), () => queue.waitFor()],
      [
        'the commands',
        () => page.keyboard.press('Control+k'),
        () => page.getByRole('combobox', { name: 'Find a command' }).waitFor(),
      ],
      ['a run in training', () => dismiss(page), () => this.press(/^Queue/), () => this.train()],
    ];
  }
}
