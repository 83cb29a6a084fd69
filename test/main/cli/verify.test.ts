import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventsOf, newFolder, run } from './command-line.ts';

const trace = (name: string) => new URL(`../../reference/${name}.json`, import.meta.url).pathname;
const folder = newFolder();

/** A trace of a loss that does not exist. */
function unknownLoss(): string {
  const { config, ...rest } = JSON.parse(readFileSync(trace('minimax-sgd'), 'utf8')) as { config: object };
  const file = join(folder, 'unknown.json');
  writeFileSync(file, JSON.stringify({ ...rest, config: { ...config, name: 'unknown', loss: 'divergence' } }));
  return file;
}

it('prints each largest error beside its tolerance, for both builds of the kernels', async () => {
  const { code, stdout } = await run(['verify', trace('minimax-sgd'), trace('odd-sizes-tanh'), unknownLoss()]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^minimax-sgd, fused engine, plain kernels: within tolerance$/m);
  expect(stdout).toMatch(/^odd-sizes-tanh, fused engine, \w+ kernels: within tolerance$/m);
  expect(stdout).toMatch(/first gradients +\d\.\de-\d+ +1\.0e-5 +ok/);
  expect(stdout).toContain('unknown: not supported: loss divergence\n');
});

it('ends with 1 if a tolerance is exceeded, and says which', async () => {
  const altered = JSON.parse(readFileSync(trace('minimax-sgd'), 'utf8')) as {
    steps: { generator: { loss: number } }[];
  };
  altered.steps[0].generator.loss *= 1 + 1e-5;
  const file = join(folder, 'altered.json');
  writeFileSync(file, JSON.stringify(altered));
  const result = await run(['verify', file, '--kernels', 'plain', '--json']);
  expect(result.code).toBe(1);
  expect(eventsOf(result, 'verified')).toMatchObject([{ passed: false, exceeded: ['first_losses'], kernels: 'plain' }]);
  expect((await run(['verify', file, '--engine', 'reference'])).stdout).toMatch(/losses of the first step .* EXCEEDED/);
});

it('ends with 2 if nothing could be verified', async () => {
  const unsupported = await run(['verify', unknownLoss()]);
  expect(unsupported.code).toBe(2);
  const file = join(folder, 'other.json');
  writeFileSync(file, '{"format": 1}');
  const result = await run(['verify', file]);
  expect(result.code).toBe(2);
  expect(result.stderr).toBe(
    'error: other.json is not a PyTorch trace: config is missing; traces are made as test/reference/README.md describes.\n',
  );
  writeFileSync(file, 'not JSON');
  expect((await run(['verify', file])).stderr).toContain('other.json is not JSON');
});
