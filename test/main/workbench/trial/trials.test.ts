import { expect, it, onTestFinished } from 'vitest';
import { Trials } from '../../../../src/main/workbench/trial/trials.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';

const NO_FILES = { table: undefined, modules: [] };

function trials(limit?: number): Trials {
  const asked = new Trials(limit);
  onTestFinished(() => asked.close());
  return asked;
}

const law = (source: string) =>
  ({
    kind: 'module',
    module: { source, name: 'my-laws.mjs', exportName: 'default', field: 'target', dimension: undefined },
  }) as const;

it('ends a module that loops, says so, and answers the next question', async () => {
  const asked = trials(1500);
  const start = performance.now();
  await expect(asked.ask(law('export default () => { for (;;); }'))).rejects.toMatchObject({
    code: 'took-too-long',
    message: expect.stringContaining('my-laws.mjs did not end within 1.5 s') as string,
  });
  expect(performance.now() - start).toBeLessThan(10_000);
  const draws = 'export default (count, random) => Array.from({ length: count }, () => [random.normal(), 1]);';
  await expect(asked.ask(law(draws))).resolves.toEqual({ dimension: 2 });
});

it('outlives a module that ends its thread, and names what a wrong one does', async () => {
  const asked = trials();
  await expect(asked.ask(law('export default () => process.exit(3);'))).rejects.toMatchObject({ code: 'bad-module' });
  await expect(asked.ask(law('export const other = 1;'))).rejects.toThrow(/no such export; it exports other/);
});

it('leaves the thread that asked free to answer while a large network is tried', async () => {
  const config = runConfigSchema.parse({
    generator: { hidden_widths: [512, 512] },
    discriminator: { hidden_widths: [512, 512] },
    batch_size: 512,
  });
  let longest = 0;
  let before = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }, 5);
  onTestFinished(() => clearInterval(timer));
  const estimate = await trials().ask({ kind: 'estimate', config, files: NO_FILES, engine: 'fused' });
  expect(estimate.seconds).toBeGreaterThan(10);
  expect(longest).toBeLessThan(200);
});

it('answers many questions in the order they were asked', async () => {
  const asked = trials();
  const configs = [1, 2, 3].map((mean) => runConfigSchema.parse({ target: { law: 'normal', mean } }));
  const drawn = await Promise.all(configs.map((config) => asked.ask({ kind: 'laws', config, files: NO_FILES })));
  expect(drawn.map(({ target }) => target.label)).toEqual(['N(1, 1)', 'N(2, 1)', 'N(3, 1)']);
});
