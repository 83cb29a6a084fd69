import { expect, it } from 'vitest';
import { estimateMemory, networkSize } from '../../../src/shared/config/memory.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { evaluationBytes, isSharable } from '../../../src/main/training/shared-evaluation.ts';

const parsed = (input: RunConfigInput) => runConfigSchema.parse(input);
const widths = (width: number): RunConfigInput => ({
  generator: { hidden_widths: [width, width] },
  discriminator: { hidden_widths: [width, width] },
});

function isShared(input: RunConfigInput): boolean {
  return isSharable({
    run: 'run',
    config: parsed(input),
    choice: { engine: 'fused', reason: '', threads: 1, device: 'cpu' },
    files: { table: undefined, modules: [] },
    rules: PRESENT_RULES,
    noiseFloors: undefined,
    from: undefined,
    expected: undefined,
  });
}

it('counts a run once more, and four times the weights of both networks and the averaged generator', () => {
  const config = parsed({ ...widths(300), ema_decay: 0.9 });
  const { parameters } = networkSize(config.generator, config.generator.latent_dimension, 1);
  const run = estimateMemory({ ...config, engine: 'fused' }).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(config.generator.latent_dimension).toBe(1);
  expect(evaluationBytes(config)).toBe(run + 4 * (3 * parameters) * 4);
});

it('has a run evaluated by a second thread unless that would take more than 64 MB', () => {
  expect(isShared({})).toBe(true);
  expect(isShared(widths(512))).toBe(true);
  expect(evaluationBytes(parsed(widths(512)))).toBeLessThan(64e6);
  expect(evaluationBytes(parsed(widths(1024)))).toBeGreaterThan(64e6);
  expect(isShared(widths(1024))).toBe(false);
  expect(isShared(widths(4096))).toBe(false);
  // Few weights, but long batches.
  expect(isShared({ batch_size: 65_536 })).toBe(false);
});
