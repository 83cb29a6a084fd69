import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { moduleKey } from '../../../../src/main/store/tables/dataset-keys.ts';
import { importLaw } from '../../../../src/main/files/data/import-law.ts';
import type { ModuleTries } from '../../../../src/main/files/data/import-module.ts';
import { PreviewThread } from '../../../../src/main/runs/previews/preview-thread.ts';
import { temporaryWorkbench } from '../../runs/temporary-store.ts';
import { moduleProcesses } from '../../training/child-processes.ts';
import { imported } from './imported.ts';

const previewThread = new PreviewThread(() => undefined);
afterAll(() => previewThread.close());

const modules: ModuleTries = {
  list: async (module) => (await previewThread.ask({ kind: 'functions', module })).names,
  draw: (module) => previewThread.ask({ kind: 'module', module }),
};

async function load(source: string, choice: { readonly field?: 'target' | 'noise'; readonly export?: string } = {}) {
  const { store } = temporaryWorkbench();
  const bytes = new TextEncoder().encode(source);
  return imported(await importLaw({ field: 'target', name: 'my-laws.mjs', bytes, ...choice }, store, modules));
}

const ONE = '(count, random) => Array.from({ length: count }, () => [random.normal()])';
const TWO = '(count, random) => Array.from({ length: count }, () => [random.normal(), 1])';

describe('a module of laws chosen in the window', () => {
  it('gives its function where it has no default', async () => {
    const { law, summary, functions } = await load(`export const data = ${ONE};`);
    expect(law).toMatchObject({ law: 'module', file: 'my-laws.mjs', export: 'data', dimension: 1 });
    expect(summary).toBe('the function data of my-laws.mjs: 1 number a draw');
    expect(functions).toEqual(['data']);
  });

  it.skipIf(process.platform === 'win32')('is imported once to tell its functions and try one', async () => {
    const seen = new Set<number>();
    const looking = setInterval(() => moduleProcesses().forEach((pid) => seen.add(pid)), 50);
    const slow = 'const end = performance.now() + 500; while (performance.now() < end);';
    expect((await load(`${slow} export const data = ${ONE};`)).law).toMatchObject({ export: 'data' });
    clearInterval(looking);
    expect(seen.size).toBe(1);
    // It is nobody's any more: another module has a process of its own, and neither is left.
    expect((await load(`export const other = ${TWO};`)).law).toMatchObject({ export: 'other' });
    await expect.poll(() => moduleProcesses()).toEqual([]);
  });

  it('leaves no process behind if nothing is tried', async () => {
    const module = {
      source: `export const data = ${ONE};`,
      name: 'm.mjs',
      exportName: 'data',
      field: 'target',
    } as const;
    expect(await modules.list(module)).toEqual(['data']);
    const other = { ...module, source: `export const data = ${TWO};` };
    expect(await modules.list(other)).toEqual(['data']);
    await expect(modules.draw(module)).resolves.toEqual({ dimension: 1 });
    expect(await modules.list(other)).toEqual(['data']);
    await expect.poll(() => moduleProcesses(), { timeout: 10_000 }).toEqual([]);
  });

  it('offers all of its functions, and takes the one that is chosen', async () => {
    const source = `export const data = ${ONE}; export const plane = ${TWO}; export const sigma = 2;`;
    const { law, functions } = await load(source, { export: 'plane' });
    expect(functions).toEqual(['data', 'plane']);
    expect(law).toMatchObject({ export: 'plane', dimension: 2 });
  });

  it('gives its default where it has one, named by the config only where it is not', async () => {
    const { law, summary } = await load(`export const data = ${TWO}; export default ${ONE};`);
    expect(law).not.toHaveProperty('export');
    expect(law).toMatchObject({ dimension: 1 });
    expect(summary).toBe('the default function of my-laws.mjs: 1 number a draw');
  });

  it('takes the function named like the law, and skips helpers', async () => {
    const source = `export const half = (x) => x / 2; export const noise = ${ONE}; export const target = ${TWO};`;
    expect((await load(source)).law).toMatchObject({ export: 'target' });
    expect((await load(source, { field: 'noise' })).law).toMatchObject({ export: 'noise' });
    expect((await load(`export const half = (x) => x / 2; export const law = ${ONE};`)).law).toMatchObject({
      export: 'law',
    });
  });

  it('is kept with the byte order mark that it begins with, which its digest is of too', async () => {
    const { store } = temporaryWorkbench();
    const bytes = new TextEncoder().encode(`\uFEFFexport default ${ONE};`);
    const { law } = imported(await importLaw({ field: 'target', name: 'my-laws.mjs', bytes }, store, modules));
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(law).toMatchObject({ digest });
    expect(store.datasets.get(moduleKey(digest))).toMatchObject({ source: `\uFEFFexport default ${ONE};` });
  });

  it('is refused with the fault of its first function if none returns draws', async () => {
    await expect(load('export const data = () => 3; export const half = (x) => x / 2;')).rejects.toMatchObject({
      code: 'bad-module',
      message: expect.stringContaining('my-laws.mjs, export "data"') as string,
    });
    await expect(load('export const sigma = 2;')).rejects.toMatchObject({
      code: 'bad-module',
      message: expect.stringContaining('it exports sigma') as string,
    });
  });
});
