import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { moduleProcesses } from '../../main/training/child-processes.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

/** A file in the test's folder. */
function written(name: string, content: string): string {
  const path = join(workbench.folder, name);
  writeFileSync(path, content);
  return path;
}

/** The processes of modules that run: this one takes its time. */
const running = () => moduleProcesses(workbench.serverProcess);
const laws = () =>
  written(
    'laws.mjs',
    `const end = performance.now() + 1000; while (performance.now() < end);
export const narrow = (count, random) => Array.from({ length: count }, () => [random.normal()]);
export const wide = (count, random) => Array.from({ length: count }, () => [9 * random.normal()]);
`,
  );

const json = (drawer: Locator) => drawer.getByRole('textbox', { name: /JSON/ });
const textOf = async (drawer: Locator) => JSON.parse(await json(drawer).inputValue()) as Record<string, unknown>;

async function pasted(form: 'New run' | 'New sweep', text: unknown): Promise<Locator> {
  const { page } = workbench;
  if (form === 'New run') await page.keyboard.press('Control+n');
  else {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('new sweep');
    await page.keyboard.press('Enter');
  }
  const drawer = page.getByRole('dialog', { name: form });
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await json(drawer).fill(JSON.stringify(text));
  return drawer;
}

const missing = (drawer: Locator, sentence: string) => drawer.getByRole('paragraph').filter({ hasText: sentence });

async function choose(drawer: Locator, path: string): Promise<void> {
  const chooser = workbench.page.waitForEvent('filechooser');
  await drawer.getByText('Choose the file…').click();
  await (await chooser).setFiles(path);
}

describe('a config from elsewhere, with a file by its path', () => {
  it('says at a module which file is not here, takes the one that is chosen, and trains', async () => {
    const path = laws();
    const drawer = await pasted('New run', { target: { law: 'module', file: path, export: 'wide' }, epochs: 20 });
    await missing(drawer, 'laws.mjs is not in this store.').waitFor();
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(true);
    expect(running()).toEqual([]);
    await choose(drawer, path);
    await drawer.getByRole('img', { name: 'Target law laws.mjs' }).waitFor();
    expect(await textOf(drawer)).toEqual({
      target: {
        law: 'module',
        file: 'laws.mjs',
        export: 'wide',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        dimension: 1,
      },
      epochs: 20,
    });
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await workbench.page.getByText('20 of 20 epochs').waitFor();
  });

  it('keeps how a table is to be read, and asks what the table leaves open', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, row) => `${150 + (row % 45)};${row % 3 === 0 ? 'NA' : `${50 + (row % 30)},5`}`,
    );
    const path = written('people.csv', ['height;weight', ...rows].join('\n'));
    const target = { law: 'csv', file: '/data/lab/people.csv', columns: ['weight'], numbers: 'decimal_comma' };
    const drawer = await pasted('New run', {
      target: { ...target, invalid_rows: 'skip', standardize: true },
      epochs: 20,
    });
    await missing(drawer, 'people.csv is not in this store.').waitFor();
    await drawer.getByRole('button', { name: 'Fields' }).click();
    await choose(drawer, path);
    const question = drawer.getByRole('group', { name: 'Question about the file' });
    await question.getByRole('button', { name: 'Leave out these 20 rows' }).click();
    await drawer.getByText('40 of 60 rows of weight; 20 lines skipped').waitFor();
    await drawer.getByRole('button', { name: 'JSON' }).click();
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(await textOf(drawer)).toEqual({
      target: {
        ...target,
        file: 'people.csv',
        invalid_rows: 'skip_any',
        standardize: true,
        digest,
        values_digest: digest,
      },
      epochs: 20,
    });
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await workbench.page.getByText('20 of 20 epochs').waitFor();
  });

  it('is read as the command line reads it where it leaves settings out', async () => {
    const path = written(
      'heights.csv',
      ['who,height', ...Array.from({ length: 60 }, (_, row) => `p${row},${150 + (row % 45)}`)].join('\n'),
    );
    const drawer = await pasted('New run', { target: { law: 'csv', file: '../heights.csv' } });
    await choose(drawer, path);
    await drawer.getByRole('img', { name: 'Target law heights.csv' }).waitFor();
    // Rows are refused and nothing is standardized, as the schema has it: the runs are in the groups of those of the command line.
    expect(Object.keys((await textOf(drawer)).target as object).toSorted()).toEqual([
      'columns',
      'digest',
      'file',
      'law',
      'values_digest',
    ]);
  });

  it('of a sweep takes the file that is chosen too', async () => {
    const path = laws();
    const target = { law: 'module', file: '/home/me/laws.mjs', export: 'narrow' };
    const drawer = await pasted('New sweep', {
      config: { target, epochs: 20 },
      grid: { lr_g: [1e-4, 2e-4] },
      seeds: [1],
    });
    await missing(drawer, 'laws.mjs is not in this store.').waitFor();
    expect(running()).toEqual([]);
    await choose(drawer, path);
    await drawer.getByRole('button', { name: 'Launch 2 runs' }).click();
    await workbench.page
      .getByRole('heading', { name: /sweep|narrow|lr/i })
      .first()
      .waitFor();
    await expect.poll(() => workbench.page.url()).toContain('#/sweeps/');
  });
});
