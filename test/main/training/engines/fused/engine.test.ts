import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../../../src/shared/config/schema.ts';
import { noSums } from '../../../../../src/main/training/engines/engine.ts';
import { fusedEngine } from '../../../../../src/main/training/engines/create.ts';
import { FusedEngine } from '../../../../../src/main/training/engines/fused/engine.ts';
import { KERNEL_BUILDS } from '../../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { ReferenceEngine } from '../../../../../src/main/training/engines/reference/engine.ts';
import { initialState } from '../../../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../../../src/main/training/model/network.ts';
import { batchesFor, expectAgreement, normals, random, train } from '../trained.ts';

describe.each(KERNEL_BUILDS)('the fused engine on the %s kernels', (build) => {
  it('agrees with the plain engine on 150 random shapes, activations, losses and optimisers', () => {
    expectAgreement((model) => fusedEngine(model, build), 150);
  });

  it.each([1024, 65_536])('keeps its digits over a batch of %i', (batch_size) => {
    const hidden = { hidden_widths: [16] };
    const model = modelOf(runConfigSchema.parse({ batch_size, generator: hidden, discriminator: hidden }), 1);
    const state = initialState(model, random);
    const batches = batchesFor(model, 1);
    const [got, want] = [new FusedEngine(model, build), new ReferenceEngine(model)].map((engine) => {
      engine.importState(state);
      train(engine, batches);
      return engine.lastGradients();
    });
    for (const which of ['generator', 'discriminator'] as const) {
      const largest = want[which].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      want[which].forEach((value, index) => expect(Math.abs(got[which][index] - value)).toBeLessThan(5e-6 * largest));
    }
  });

  it('gives the same samples and logits however many are asked for at once', () => {
    const model = modelOf(runConfigSchema.parse({ generator: { latent_dimension: 3, hidden_widths: [9] } }), 2);
    const engine = new FusedEngine(model, build);
    engine.importState(initialState(model, random));
    const noise = normals(601 * 3);
    const all = engine.generate(noise, 'current').slice();
    const logits = engine.discriminate(all).slice();
    for (const count of [1, 2, 255, 256, 257, 600]) {
      expect(engine.generate(noise.slice(0, count * 3), 'current')).toEqual(all.slice(0, count * 2));
      expect(engine.discriminate(all.slice(0, count * 2))).toEqual(logits.slice(0, count));
    }
  });

  it('looks at its networks without moving them, and goes on from an exported state to the same bits', () => {
    const model = modelOf(runConfigSchema.parse({ batch_size: 5, ema_decay: 0.99 }), 1);
    const [one, other] = [new FusedEngine(model, build), new FusedEngine(model, build)];
    one.importState(initialState(model, random));
    train(one, batchesFor(model, 4));
    const state = one.exportState();
    one.generate(normals(300), 'average');
    one.discriminate(normals(300));
    expect(one.exportState()).toEqual(state);
    other.importState(state);
    const batches = batchesFor(model, 4);
    expect(train(other, batches)).toEqual(train(one, batches));
    expect(other.exportState()).toEqual(one.exportState());
  });

  it('allocates nothing on JavaScript’s heap at a train step', () => {
    const model = modelOf(runConfigSchema.parse({ ema_decay: 0.99 }), 1);
    const engine = new FusedEngine(model, build);
    engine.importState(initialState(model, random));
    const batches = batchesFor(model, 100);
    const sums = noSums();
    const bytesPerStep = () => {
      const before = process.memoryUsage().heapUsed;
      for (let round = 0; round < 30; round++) engine.train(batches, sums);
      return (process.memoryUsage().heapUsed - before) / 3000;
    };
    // The first rounds compile; a collection in between shows as a negative number. A single boxed number a step is 16 bytes.
    const rounds = Array.from({ length: 8 }, bytesPerStep).slice(3);
    expect(Math.min(...rounds.filter((bytes) => bytes >= 0))).toBeLessThan(8);
  });
});
