import { describe, expect, it } from 'vitest';
import { moduleProcessesBelow } from '../../main/training/child-processes.ts';
import { barriers } from './barriers.ts';
import { dropFiles } from './dropped.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

/** What it does stands where an override of the reading direction would show it as a comment. */
const SOURCE = `// checked by the lab\u202e ;)( kcehc\u202c
export default (count, random) => Array.from({ length: count }, () => [random.normal()]);
${'\n'.repeat(60)}// the last line
`;

const drop = (name: string, content: string) =>
  dropFiles(workbench.page, [{ name, content }], /or a table to train on/);

describe('a module dropped on the window', () => {
  const question = () => workbench.page.getByRole('dialog', { name: 'Allow this JavaScript to run?' });
  const newRun = () => workbench.page.getByRole('dialog', { name: 'New run' });

  it('is shown to its end, hidden characters too, and runs only where it is allowed', async () => {
    await drop('laws.mjs', SOURCE);
    const shown = question().getByRole('region', { name: 'Source of laws.mjs' });
    await shown.getByText('// checked by the lab⟨U+202E⟩').waitFor();
    expect(await shown.textContent()).toBe(SOURCE.replace('\u202e', '⟨U+202E⟩').replace('\u202c', '⟨U+202C⟩'));
    expect(await barriers(workbench.page)).toEqual([]);
    expect(moduleProcessesBelow()).toEqual([]);
    await question().getByRole('button', { name: 'Do not allow' }).click();
    await newRun().getByText('laws.mjs was not allowed to run.').first().waitFor();
    expect(moduleProcessesBelow()).toEqual([]);

    await drop('laws.mjs', SOURCE);
    await question().getByRole('button', { name: 'Allow', exact: true }).click();
    await newRun().getByRole('img', { name: 'Target law laws.mjs' }).waitFor();
    expect(await newRun().getByText('was not allowed').count()).toBe(0);

    // What the store has kept needs no other question.
    await drop('copy.mjs', SOURCE);
    await newRun().getByRole('img', { name: 'Target law copy.mjs' }).waitFor();
    expect(await question().count()).toBe(0);
  });

  it('is left by Escape, and the form below stays', async () => {
    await drop('laws.mjs', SOURCE);
    await question().waitFor();
    await workbench.page.keyboard.press('Escape');
    await question().waitFor({ state: 'detached' });
    await newRun().getByText('laws.mjs was not allowed to run.').first().waitFor();
    expect(moduleProcessesBelow()).toEqual([]);
  });
});
