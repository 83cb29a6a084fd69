import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readFiles } from '../../../src/main/files/data/files.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { temporaryWorkbench } from './temporary-store.ts';

// It computes with nothing that differs from machine to machine.
const MODULE = `
export const data = (count, random) => Array.from({ length: count }, () => 3 + 0.5 * random.normal());
export const far = (count, random) => Array.from({ length: count }, () => 1.7e9 + random.normal());
export function plane(count, random) {
  const all = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const side = random.integer(3);
    all[2 * i] = side + 0.1 * random.normal();
    all[2 * i + 1] = side * side - 0.3 * random.uniform();
  }
  return all;
}
export const noise = (count, random) =>
  Array.from({ length: count }, () => [random.uniform(), random.normal(), random.uniform()]);
`;

const law = (name: string, more: object = {}) => ({ law: 'module', file: 'laws.mjs', export: name, ...more });
const network = { hidden_widths: [8] };
const BASE = {
  engine: 'reference',
  epochs: 30,
  batch_size: 8,
  discriminator: network,
  generator: network,
  snapshots: { samples: 200, every: 10 },
};
const wide = { generator: { ...network, latent_dimension: 3 } };

/** Of what a run recorded when modules ran in the thread that trains. */
const BEFORE: Readonly<Record<string, { readonly config: object; readonly digest: string }>> = {
  target: { config: { target: law('data') }, digest: 'e825585d778b64327b06e54e5e445e4d' },
  'target, with two updates of the discriminator and an average': {
    config: { target: law('data'), discriminator_updates: 2, ema_decay: 0.9 },
    digest: 'f250e263414fbbfd0bbe14d4cc9237f6',
  },
  'target, standardized': {
    config: { target: law('far', { standardize: true }) },
    digest: 'c62136ba82b971c3708af8ae6ae99cff',
  },
  'target in the plane': {
    config: { target: law('plane', { dimension: 2 }) },
    digest: 'd8514c40667fa297be4373319317aa16',
  },
  'target in the plane, standardized': {
    config: { target: law('plane', { dimension: 2, standardize: true }) },
    digest: '78bac78d7796282bf49581f59d48d338',
  },
  noise: { config: { noise: law('noise'), ...wide }, digest: '32c1599d7b36db2029c2508aa030c5e6' },
  'target and noise': {
    config: { target: law('data'), noise: law('noise'), ...wide },
    digest: 'c499cc452ec5354939217b2b8e20f6b4',
  },
};

/** Of losses, frames and weights: metrics have rules that change. */
function digestOf({ store }: Workbench, id: string): string {
  const told = [
    store.epochs
      .read(id)
      .map(({ epoch, lossGenerator, lossReal, lossFake }) => [epoch, lossGenerator, lossReal, lossFake]),
    store.snapshots
      .read(id)
      .map(unpackSnapshot)
      .map(({ epoch, frame }) => [epoch, frame]),
    Buffer.from(store.checkpoints.read(id, 'last')?.bytes ?? []).toString('base64'),
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 32);
}

async function launched(config: object) {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-bits-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'laws.mjs'), MODULE);
  const workbench = temporaryWorkbench(2);
  const read = await readFiles(runConfigSchema.parse({ ...BASE, ...config }), folder);
  const [id] = workbench.queue.launch([{ read, name: 'bits' }]);
  return { workbench, id };
}

it.each(Object.entries(BEFORE))('a module’s run gives the bits of before: %s', async (_what, { config, digest }) => {
  const { workbench, id } = await launched(config);
  await workbench.queue.idle();
  expect(digestOf(workbench, id)).toBe(digest);
});

const EXTENDED = '303267808d4ee43c2246c36b3859d9ad';

it('a module’s run that is stopped, goes on and is extended gives the bits of before', async () => {
  const { workbench, id } = await launched({ ...BEFORE['target and noise'].config, epochs: 300 });
  const end = workbench.events.add(({ kind }) => {
    if (kind === 'progress') workbench.pool.stop(id);
  });
  await workbench.queue.idle();
  end();
  expect(workbench.store.runs.get(id).status).toBe('stopped');
  workbench.goingOn.resume([id]);
  await workbench.queue.idle();
  workbench.goingOn.extend(id, 320);
  await workbench.queue.idle();
  expect(digestOf(workbench, id)).toBe(EXTENDED);
});
