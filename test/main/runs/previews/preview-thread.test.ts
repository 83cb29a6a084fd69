import { expect, it, onTestFinished, vi } from 'vitest';
import { modelOf } from '../../../../src/main/training/model/network.ts';
import { stepMultiplications } from '../../../../src/main/runs/previews/costs.ts';
import { affordable, MOST_WORK } from '../../../../src/main/runs/previews/estimate.ts';
import { LatestRequest } from '../../../../src/main/runs/previews/latest-request.ts';
import { PreviewThread } from '../../../../src/main/runs/previews/preview-thread.ts';
import { samplesJob } from '../../../../src/main/files/samples.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import { request, temporaryWorkbench } from '../temporary-store.ts';

const FUSED = { engine: 'fused', threads: 1, device: 'cpu', reason: 'chosen in the config' } as const;
const NO_FILES = { table: undefined, modules: [] };

function previewThread(limit?: number, report: (error: unknown) => void = () => undefined): PreviewThread {
  const asked = new PreviewThread(report, limit);
  onTestFinished(() => asked.close());
  return asked;
}

const law = (source: string) =>
  ({
    kind: 'module',
    module: { source, name: 'my-laws.mjs', exportName: 'default', field: 'target', dimension: undefined },
  }) as const;

/** What `work` comes to, and how often this thread came to do something else meanwhile: never, where it does the work itself. */
async function turnsDuring<Result>(
  work: Promise<Result>,
): Promise<{ readonly result: Result; readonly turns: number }> {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  try {
    return { result: await work, turns };
  } finally {
    clearInterval(timer);
  }
}

it('ends a module that loops, says so, and answers the next question', async () => {
  const asked = previewThread(5000);
  await expect(asked.ask(law('export default () => { for (;;); }'))).rejects.toMatchObject({
    code: 'took-too-long',
    message: expect.stringContaining('my-laws.mjs did not return within 5 s') as string,
  });
  const draws = 'export default (count, random) => Array.from({ length: count }, () => [random.normal(), 1]);';
  await expect(asked.ask(law(draws))).resolves.toEqual({ dimension: 2 });
});

it('outlives a module that ends its process, and names what a wrong one does', async () => {
  const asked = previewThread();
  await expect(asked.ask(law('export default () => process.exit(3);'))).rejects.toMatchObject({ code: 'bad-module' });
  await expect(asked.ask(law('export const other = 1;'))).rejects.toThrow(/no such export; it exports other/);
});

const module = (late = '') =>
  law(`${late}\nexport default (count, random) => Array.from({ length: count }, () => [random.normal()]);`);

it.each([
  ['throws in a timer', "setTimeout(() => { throw new Error('late'); }, 0);"],
  ['ends its process in a timer', 'setTimeout(() => process.exit(0), 0);'],
  ['leaves a promise rejected', "setTimeout(() => void Promise.reject(new Error('late')), 0);"],
])('takes no harm of a module that %s after its answer', async (_what, late) => {
  const reported: unknown[] = [];
  const asked = previewThread(5000, (error) => reported.push(error));
  await expect(asked.ask(module(late))).resolves.toEqual({ dimension: 1 });
  await expect(asked.ask(module())).resolves.toEqual({ dimension: 1 });
  expect(reported).toEqual([]);
});

it('refuses a module that throws in a timer while it is loaded, with what it threw', async () => {
  const waits = law(
    `setTimeout(() => { throw new Error('late'); }, 100);
     await new Promise((resolve) => setTimeout(resolve, 5000));`,
  );
  await expect(previewThread().ask(waits)).rejects.toMatchObject({
    code: 'bad-module',
    message: expect.stringContaining('late') as string,
  });
});

it('leaves the thread that asked free to answer while a large network is tried', async () => {
  const config = runConfigSchema.parse({
    generator: { hidden_widths: [512, 512] },
    discriminator: { hidden_widths: [512, 512] },
    batch_size: 512,
  });
  const estimate = previewThread().ask({ kind: 'estimate', config, files: NO_FILES, choice: FUSED });
  const { result, turns } = await turnsDuring(estimate);
  expect(result.bytes).toBeGreaterThan(0);
  expect(turns).toBeGreaterThan(10);
});

it('gives samples their time again with each piece that comes, and leaves the thread that asked free meanwhile', async () => {
  const workbench = temporaryWorkbench();
  const network = { hidden_widths: [512, 512, 512] };
  const wide = {
    generator: network,
    discriminator: network,
    epochs: 1,
    batches_per_epoch: 1,
    snapshots: { samples: 10 },
  };
  const [id] = workbench.queue.launch([request(wide)]);
  await workbench.queue.idle();
  const latent = { kind: 'drawn', count: 100_000, seed: 1, stream: 'sample' } as const;
  const job = samplesJob(workbench.store, workbench.store.runs.get(id), { epoch: 'last', weights: 'current', latent });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  const asked = turnsDuring(previewThread(60_001).ask({ kind: 'samples', job }));
  const timer = timers.mock.results[timers.mock.calls.findIndex(([, limit]) => limit === 60_001)]
    .value as NodeJS.Timeout;
  const begunAgain = vi.spyOn(timer, 'refresh');
  const { result, turns } = await asked;
  // The limit begins again with each piece, of which a hundred or so come.
  expect(begunAgain.mock.calls.length).toBeGreaterThan(10);
  expect(result.values).toHaveLength(100_000);
  expect(turns).toBeGreaterThan(10);
});

it('tries wide networks, whose steps take many seconds each, by a step of a smaller batch', async () => {
  const network = { hidden_widths: [1024, 1024, 1024] };
  const [small, large] = [8192, 16_384].map((batch_size) =>
    modelOf(runConfigSchema.parse({ generator: network, discriminator: network, batch_size }), 1),
  );
  expect(stepMultiplications(small)).toBeGreaterThan(50 * MOST_WORK.fused);
  for (const model of [small, large]) {
    const tried = affordable(model, MOST_WORK.fused);
    expect(stepMultiplications(tried)).toBeLessThan(2 * MOST_WORK.fused);
    expect(tried.generator).toEqual(model.generator);
    expect(tried.discriminator).toEqual(model.discriminator);
  }
  // What is told grows with the work.
  expect(stepMultiplications(large) / stepMultiplications(small)).toBeCloseTo(2, 1);
  const config = runConfigSchema.parse({ generator: network, discriminator: network, batch_size: 8192 });
  const { bytes, seconds } = await previewThread().ask({ kind: 'estimate', config, files: NO_FILES, choice: FUSED });
  expect([bytes, seconds].every((value) => Number.isFinite(value) && value > 0)).toBe(true);
});

it('answers of what is asked again and again only the newest that waits, and lets the others pass', async () => {
  const asked = previewThread();
  const newest = new LatestRequest();
  const answered: string[] = [];
  const preview = async (mean: number) => {
    const config = runConfigSchema.parse({ target: { law: 'normal', mean } });
    const { target } = await asked.ask({ kind: 'laws', config, files: NO_FILES }, newest.next());
    answered.push(target.label);
  };
  const underWay = preview(1);
  const older = [2, 3, 4].map((mean) => expect(preview(mean)).rejects.toMatchObject({ code: 'superseded' }));
  const last = preview(5);
  const launched = asked.ask(module()).then(() => answered.push('module'));
  await Promise.all(older);
  expect(answered).toEqual([]);
  await Promise.all([underWay, last, launched]);
  expect(answered).toEqual(['N(1, 1)', 'module', 'N(5, 1)']);
});

it('answers many questions in the order they were asked', async () => {
  const asked = previewThread();
  const configs = [1, 2, 3].map((mean) => runConfigSchema.parse({ target: { law: 'normal', mean } }));
  const drawn = await Promise.all(configs.map((config) => asked.ask({ kind: 'laws', config, files: NO_FILES })));
  expect(drawn.map(({ target }) => target.label)).toEqual(['N(1, 1)', 'N(2, 1)', 'N(3, 1)']);
});
