import type * as tf from '@tensorflow/tfjs-node';
import type { Binding } from './binding.ts';
import { Recording, type Operation } from './recording.ts';
import type { TensorFlow } from './runtime.ts';

interface Instruction extends Operation {
  /** Places that nothing reads after this. */
  readonly spent: readonly number[];
  /** Handles of the inputs, written anew in every run, so that a run allocates nothing. */
  readonly handles: number[];
}

/** The operations with what is spent after each: values that nothing reads any more, but neither inputs nor constants. */
function withLifetimes(
  { operations, constants, inputCount }: Recording,
  outputs: readonly number[],
): readonly Instruction[] {
  const kept = new Set([...outputs, ...constants.map(({ place }) => place)]);
  const instructions: Instruction[] = [];
  for (const operation of operations.toReversed()) {
    const spent = [...operation.inputs, ...operation.outputs].filter(
      (place, index, all) => place >= inputCount && !kept.has(place) && all.indexOf(place) === index,
    );
    for (const place of spent) kept.add(place);
    instructions.push({ ...operation, spent, handles: operation.inputs.map(() => -1) });
  }
  return instructions.reverse();
}

/**
 * A function of tensors, compiled by running it once. What it does is the same native operations every time, and
 * tfjs's own work around each (tape, scopes, tensors as objects) takes longer than a small operation: so tfjs computes
 * and differentiates it once, while a recording listens, and every run after that calls the native library alone.
 * (The idea is that of `tf.function` and `jax.jit`: trace, then replay.)
 */
export class Program {
  readonly #binding: Binding;
  readonly #instructions: readonly Instruction[];
  readonly #constants: readonly number[];
  readonly #outputs: readonly number[];
  /** The handle at each place. */
  readonly #handles: number[];

  private constructor(binding: Binding, recording: Recording, outputs: readonly number[]) {
    this.#binding = binding;
    this.#outputs = outputs;
    this.#handles = new Array<number>(recording.count).fill(-1);
    this.#constants = recording.constants.map(({ place, shape, type, values }) => {
      const handle = binding.createTensor(shape, type, values);
      this.#handles[place] = handle;
      return handle;
    });
    this.#instructions = withLifetimes(recording, outputs);
  }

  /**
   * Traces `body`, which is given one tensor for each shape and returns float32 tensors. It may make constants, and may
   * not read a tensor's values.
   */
  static trace(
    { backend, binding, tfjs, record }: TensorFlow,
    shapes: readonly (readonly number[])[],
    body: (inputs: tf.Tensor[]) => tf.Tensor[],
  ): Program {
    const inputs = shapes.map((shape) => new Float32Array(shape.reduce((product, length) => product * length, 1)));
    const recording = new Recording(inputs);
    const outputs: number[] = [];
    record(recording, () =>
      tfjs.tidy(() => {
        for (const output of body(inputs.map((values, index) => tfjs.tensor(values, [...shapes[index]])))) {
          // A tensor does not tell its handle: an operation that reads it does, and is taken out again.
          backend.executeSingleInput('Identity', output);
          outputs.push(recording.takeLast().inputs[0]);
        }
      }),
    );
    return new Program(binding, recording, outputs);
  }

  /** Runs it on tensors given by their native handles, and gives the handles of its outputs: they are the caller's to delete. */
  run(inputs: readonly number[]): number[] {
    const handles = this.#handles;
    for (let place = 0; place < inputs.length; place++) handles[place] = inputs[place];
    for (const instruction of this.#instructions) {
      for (let index = 0; index < instruction.inputs.length; index++) {
        instruction.handles[index] = handles[instruction.inputs[index]];
      }
      const made = this.#binding.executeOp(
        instruction.name,
        instruction.attributes,
        instruction.handles,
        instruction.outputs.length,
      );
      for (let index = 0; index < made.length; index++) handles[instruction.outputs[index]] = made[index].id;
      for (const place of instruction.spent) this.#binding.deleteTensor(handles[place]);
    }
    return this.#outputs.map((place) => handles[place]);
  }

  dispose(): void {
    for (const handle of this.#constants) this.#binding.deleteTensor(handle);
  }
}
