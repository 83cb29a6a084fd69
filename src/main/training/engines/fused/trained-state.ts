import type { EngineState, EvaluatedWeights, Gradients } from '../engine.ts';
import type { EngineMemory } from './memory.ts';
import type { FusedNetwork } from './network.ts';

/** Both networks of an engine, in the memory that they lie in. */
export interface EngineParts {
  readonly memory: EngineMemory;
  readonly generator: FusedNetwork;
  readonly discriminator: FusedNetwork;
}

/** Gives and takes what an engine trained, the same way whatever passes it makes over its networks. */
export abstract class TrainedState {
  protected abstract parts(): EngineParts;

  lastGradients(): Gradients {
    const { memory, generator, discriminator } = this.parts();
    const copy = ({ gradient, network }: FusedNetwork) =>
      new Float32Array(memory.buffer, gradient, network.parameterCount).slice();
    return { generator: copy(generator), discriminator: copy(discriminator) };
  }

  nonFinite(): 'generator' | 'discriminator' | undefined {
    const { memory, generator, discriminator } = this.parts();
    if (!generator.isFinite(memory.kernels)) return 'generator';
    if (!discriminator.isFinite(memory.kernels)) return 'discriminator';
    return undefined;
  }

  exportState(): EngineState {
    const { memory, generator, discriminator } = this.parts();
    return {
      generator: generator.exportState(memory.buffer),
      discriminator: discriminator.exportState(memory.buffer),
      average: generator.exportAverage(memory.buffer),
    };
  }

  importState(state: EngineState): void {
    const { memory, generator, discriminator } = this.parts();
    generator.importState(memory.buffer, state.generator);
    discriminator.importState(memory.buffer, state.discriminator);
    generator.importAverage(memory.buffer, state.average);
  }

  get weights(): EvaluatedWeights {
    const { memory, generator, discriminator } = this.parts();
    const arrays = [...generator.weightArrays(memory.buffer), ...discriminator.weightArrays(memory.buffer)];
    const count = arrays.reduce((sum, { length }) => sum + length, 0);
    const forEach = (visit: (own: Float32Array, start: number) => void) => {
      let start = 0;
      for (const own of arrays) {
        visit(own, start);
        start += own.length;
      }
    };
    return {
      count,
      copyTo: (array) => forEach((own, start) => array.set(own, start)),
      copyFrom: (array) => forEach((own, start) => own.set(array.subarray(start, start + own.length))),
    };
  }

  dispose(): void {
    // The memory is freed with the last reference to the engine.
  }
}
