import { beforeEach, describe, expect, it } from 'vitest';
import { settled, workbench } from './page.ts';
import { NewRunForm } from '../../src/renderer/new-run/form.svelte.ts';
import { notices } from '../../src/renderer/state/notices.svelte.ts';
import { runConfigSchema } from '../../src/shared/config/schema.ts';

const BASE = { label: 'vanilla', input: { epochs: 100 }, name: 'my run', tags: ['paper', 'first'] };
const TABLE = {
  kind: 'read',
  imported: { law: { law: 'csv', file: 'heights.csv', digest: 'd'.repeat(64), columns: ['height'] } },
};

beforeEach(() => {
  workbench.posted.length = 0;
  for (const { id } of notices.list) notices.dismiss(id);
});

function fieldOf(form: NewRunForm, path: string) {
  const field = form.field(path);
  if (!field) throw new Error(`the form has no ${path}`);
  return field;
}

const write = (form: NewRunForm, path: string, text: string) => form.write(fieldOf(form, path), text);

describe('the form of a new run', () => {
  it('launches what is written, as many seeds as are asked for, with name and tags', async () => {
    const form = new NewRunForm(BASE);
    write(form, 'epochs', '250');
    form.count = 3;
    form.tags = 'paper, , wide';
    const launched = form.launch();
    expect(form.isLaunching).toBe(true);
    expect(await form.launch()).toBeUndefined();
    expect(workbench.inputs('training.launch')).toEqual([
      { config: { epochs: 250 }, seeds: [1, 2, 3], tags: ['paper', 'wide'], name: 'my run' },
    ]);
    await workbench.reply('training.launch', { runs: ['a', 'b', 'c'] });
    expect(await launched).toEqual({ runs: ['a', 'b', 'c'] });
    expect(form.isLaunching).toBe(false);
  });

  it('says at its field what is wrong, keeps what was typed, and launches nothing', async () => {
    const form = new NewRunForm(BASE);
    write(form, 'epochs', '-3');
    expect(form.text(fieldOf(form, 'epochs'))).toBe('-3');
    expect(form.refusalsOf(fieldOf(form, 'epochs'))).toHaveLength(1);
    expect(form.refusalsOf(fieldOf(form, 'batch_size'))).toEqual([]);
    expect(await form.launch()).toBeUndefined();
    expect(workbench.posted).toEqual([]);
    form.undo('epochs');
    form.endTyping();
    expect(form.text(fieldOf(form, 'epochs'))).toBe('100');
    expect(form.refusals).toEqual([]);
  });

  it('takes the default where a field is emptied, and tells what differs from where it began', () => {
    const form = new NewRunForm(BASE);
    expect([form.isWritten, form.changes]).toEqual([false, []]);
    write(form, 'epochs', '');
    const usual = runConfigSchema.parse({}).epochs;
    expect(form.changes).toEqual([{ path: 'epochs', from: 100, to: usual }]);
    expect([form.isWritten, form.isChanged('epochs'), form.isChanged('seed')]).toEqual([true, true, false]);
    form.startFrom({ ...BASE, name: 'other', input: {} });
    expect([form.name, form.tags, form.input]).toEqual(['other', 'paper, first', {}]);
  });

  it('shows what the workbench refuses at its field until something is changed, and else as a notice', async () => {
    const form = new NewRunForm(BASE);
    const refused = form.launch();
    await workbench.refuse('training.launch', { code: 'bad-config', path: 'epochs', message: 'Too many.' });
    expect(await refused).toBeUndefined();
    expect(form.refusalsOf(fieldOf(form, 'epochs')).map(({ message }) => message)).toEqual(['Too many.']);
    write(form, 'batch_size', '8');
    expect(form.refusals).toEqual([]);
    const again = form.launch();
    await workbench.refuse('training.launch', { code: 'store-full', message: 'The disk is full.' });
    await again;
    expect(form.refusals).toEqual([]);
    expect(notices.list.map(({ message }) => message)).toEqual(['The disk is full.']);
  });

  it('launches nothing while a question about a file stands, and takes the file once it is answered', async () => {
    const form = new NewRunForm(BASE);
    const file = new File(['height\n1,5\n'], 'heights.csv');
    const asking = form.importLaw('target', file);
    await settled();
    await workbench.reply('training.import_law', { kind: 'asks', question: 'decimal commas?' });
    await asking;
    expect(form.asked('target')?.file).toBe(file);
    write(form, 'batch_size', '8');
    expect(form.refusals.map(({ path }) => path)).toEqual(['target.law']);
    expect(await form.launch()).toBeUndefined();
    const answering = form.importLaw('target', file, { numbers: 'decimal_comma' });
    await settled();
    expect(workbench.inputs('training.import_law').at(-1)).toMatchObject({ numbers: 'decimal_comma' });
    await workbench.reply('training.import_law', TABLE);
    await answering;
    expect(form.asked('target')).toBeUndefined();
    expect(form.refusals).toEqual([]);
    expect(form.input).toEqual({ epochs: 100, batch_size: 8, target: TABLE.imported.law });
  });

  it('holds a launch back while the JSON tab says no config', async () => {
    const form = new NewRunForm(BASE);
    form.refuseText('line 2: a comma is missing');
    expect(form.refusals.map(({ message }) => message)).toEqual(['line 2: a comma is missing']);
    expect(await form.launch()).toBeUndefined();
    form.replace({ epochs: 7 });
    expect([form.refusals, form.text(fieldOf(form, 'epochs'))]).toEqual([[], '7']);
  });

  it('drops an estimate that comes after another setting was written', async () => {
    const form = new NewRunForm(BASE);
    const late = form.askEstimate(form.input);
    await settled();
    write(form, 'epochs', '200');
    await workbench.reply('training.estimate', { seconds: 9, bytes: 9 });
    await late;
    expect(form.estimate).toBeUndefined();
    const now = form.askEstimate(form.input);
    await settled();
    await workbench.reply('training.estimate', { seconds: 18, bytes: 4 });
    await now;
    expect(form.estimate).toMatchObject({ seconds: 18, bytes: 4 });
  });
});

describe('a density of one’s own', () => {
  it('is integrated by the workbench, not at every key by the page, and refused at its field', async () => {
    const form = new NewRunForm({ ...BASE, input: { target: { law: 'formula', density: '1 / (1 + abs(x))' } } });
    expect(form.refusals).toEqual([]);
    const asked = form.askEstimate(form.input);
    await settled();
    const message = 'target.density: "1 / (1 + abs(x))" has no finite integral';
    await workbench.refuse('training.estimate', { code: 'bad-config', path: 'target.density', message });
    await asked;
    expect(form.refusalsOf(fieldOf(form, 'target.density')).map((refusal) => refusal.message)).toEqual([message]);
    expect(await form.launch()).toBeUndefined();
    write(form, 'target.density', 'exp(-x');
    expect(form.refusals.map((refusal) => refusal.message)).toEqual([
      expect.stringMatching(/cannot be read at character 7: a closing bracket is missing/),
    ]);
  });
});

describe('the form of a fork', () => {
  const config = runConfigSchema.parse({ epochs: 100 });
  const forked = () =>
    new NewRunForm({ ...BASE, name: 'my run from epoch 20' }, { run: 'r', config, epoch: 20, epochs: [0, 20, 50] });

  it('goes on from the checkpoint that is chosen, and is named by it', async () => {
    const form = forked();
    form.forkAt(50);
    expect([form.name, form.isWritten]).toEqual(['my run from epoch 50', false]);
    const launched = form.launch();
    expect(workbench.inputs('training.fork')).toMatchObject([{ run: 'r', epoch: 50, name: 'my run from epoch 50' }]);
    await workbench.reply('training.fork', { runs: ['f'] });
    await launched;
    expect(workbench.inputs('training.launch')).toEqual([]);
  });

  it('keeps what the weights have to fit, and takes as long as what is left', async () => {
    const form = forked();
    expect([form.isKept('generator.hidden_widths'), form.isKept('epochs')]).toEqual([true, false]);
    write(form, 'generator.hidden_widths', '8');
    expect(form.refusals.map(({ path }) => path)).toEqual(['generator.hidden_widths']);
    form.undo('generator.hidden_widths');
    const asked = form.askEstimate(form.input);
    await settled();
    await workbench.reply('training.estimate', { seconds: 100, bytes: 1000 });
    await asked;
    expect(form.estimate).toMatchObject({ seconds: 80, bytes: 800 });
  });
});
