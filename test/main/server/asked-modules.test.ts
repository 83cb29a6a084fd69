import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moduleProcessesBelow } from '../training/child-processes.ts';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

describe('a module that a page brings', () => {
  const served = new Served();
  const source = 'export default (count, random) => Array.from({ length: count }, () => [random.normal()]); // \u202e';
  const file = { field: 'target' as const, name: 'laws.mjs', bytes: new TextEncoder().encode(source) };
  let page: AskingPage;

  beforeAll(async () => {
    await served.start();
    page = await AskingPage.open(served);
  });
  afterAll(() => served.end());

  it('runs only once it was allowed, and without a question when it comes again', async () => {
    expect(await page.reply('training.import_law', file)).toEqual({ kind: 'asks_to_run', name: 'laws.mjs', source });
    // What was asked before it has had its turn when this is answered.
    await page.reply('training.preview_laws', { config: {} });
    expect(moduleProcessesBelow()).toEqual([]);
    expect(await page.reply('training.import_law', { ...file, allowed: true })).toMatchObject({ kind: 'read' });
    const other = await AskingPage.open(served);
    expect(await other.reply('training.import_law', { ...file, name: 'copy.js' })).toMatchObject({ kind: 'read' });
    // Another that only begins like it has not been kept.
    const bytes = new TextEncoder().encode(`${source}\n`);
    expect(await page.reply('training.import_law', { ...file, bytes })).toMatchObject({ kind: 'asks_to_run' });
  });

  it('has no process before it was allowed, and one then, also where it never ends', async () => {
    const bytes = new TextEncoder().encode('for (;;);');
    const endless = { ...file, name: 'endless.mjs', bytes };
    // The processes of modules that were read before end some time after their answer.
    await expect.poll(() => moduleProcessesBelow()).toEqual([]);
    expect(await page.reply('training.import_law', endless)).toMatchObject({ kind: 'asks_to_run' });
    expect(moduleProcessesBelow()).toEqual([]);
    const ended = page.ask('training.import_law', { ...endless, allowed: true });
    await expect.poll(() => moduleProcessesBelow()).toHaveLength(1);
    expect(await ended).toMatchObject({ kind: 'refusal' });
  });

  it('is refused in words where it is no text, or too long to be looked through', async () => {
    const noText = await page.ask('training.import_law', { ...file, bytes: Uint8Array.of(0xff, 0xfe, 0x00) });
    expect(noText).toMatchObject({ kind: 'refusal', error: { code: 'bad-module', path: 'target.file' } });
    const tooLong = await page.ask('training.import_law', {
      ...file,
      bytes: new Uint8Array(5_000_001).fill(32),
      allowed: true,
    });
    expect(tooLong).toMatchObject({
      kind: 'refusal',
      error: { code: 'file-too-large', message: 'laws.mjs is 6 MB; a module has at most 5 MB.' },
    });
  });

  it('is chosen with the browser’s own chooser: the server has none', async () => {
    const answer = await page.ask('training.choose_law_file', { field: 'target' });
    expect(answer).toMatchObject({ kind: 'refusal', error: { code: 'not-in-browser' } });
  });
});
