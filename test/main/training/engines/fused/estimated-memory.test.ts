import { expect, it, vi } from 'vitest';
import { fusedEngine } from '../../../../../src/main/training/engines/create.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { estimateMemory } from '../../../../../src/shared/config/memory.ts';
import { runConfigSchema, type RunConfigInput } from '../../../../../src/shared/config/schema.ts';

const PAGE = 65_536;
const linear = { layer: 'linear', width: 256 } as const;
const NORMALISED: RunConfigInput['generator'] = {
  latent_dimension: 2,
  layers: [linear, 'batch_norm', 'relu', linear, 'batch_norm', 'relu'],
};
const between = { at: 'between' } as const;
const real = { at: 'real', target: 0 } as const;

const CASES: readonly (readonly [string, RunConfigInput])[] = [
  ['batch normalisation', { generator: NORMALISED }],
  ['R1 and the short form', { penalties: [real] }],
  ['a gradient penalty and the short form', { penalties: [between] }],
  ['a gradient penalty and batch normalisation', { generator: NORMALISED, penalties: [between, real] }],
  [
    'a gradient penalty through layer normalisation',
    {
      generator: NORMALISED,
      discriminator: { layers: [linear, 'layer_norm', 'tanh', linear, 'layer_norm', 'tanh'] },
      penalties: [between],
    },
  ],
  [
    'penalties, dropout, maxout and packing',
    {
      discriminator: { layers: [{ layer: 'maxout', width: 256, pieces: 3 }, 'dropout', linear, 'silu'], packing: 2 },
      penalties: [between, between, { at: 'fake', target: 0 }],
    },
  ],
];

it.each(CASES)('the memory that a run with %s is expected to need is at least what its engine takes', (_, input) => {
  const config = runConfigSchema.parse({
    target: 'ring',
    batch_size: 1024,
    discriminator: { hidden_widths: [256, 256] },
    ...input,
    generator: input.generator ?? { latent_dimension: 2, hidden_widths: [256, 256] },
  });
  const memory = vi.spyOn(WebAssembly, 'Memory');
  fusedEngine(modelOf(config, 2), 'plain').dispose();
  const taken = memory.mock.calls.reduce((bytes, [{ initial }]) => bytes + initial * PAGE, 0);
  memory.mockRestore();
  const shares = estimateMemory(config);
  const bytesOf = (what: RegExp) =>
    shares.filter((share) => what.test(share.what)).reduce((bytes, share) => bytes + share.bytes, 0);
  // Of ten copies of the weights the engine holds four; the others are checkpoints under way.
  const expected = 0.4 * bytesOf(/^weights/) + bytesOf(/^(activations|penalties|batches)/);
  expect(taken).toBeGreaterThan(expected / 3);
  expect(taken).toBeLessThanOrEqual(expected);
});
