import type { Binding } from './binding.ts';
import { Operations } from './operations.ts';
import { Tracing, type HostOperation, type Operation, type Shape, type Traced } from './tracing.ts';

/** One step of a program. */
interface Instruction {
  readonly operation: Operation;
  /** Places that are not read after this. */
  readonly spent: readonly number[];
  /** Handles of the inputs, overwritten in every run, so that a run allocates nothing. */
  readonly handles: number[];
}

/**
 * The operations whose results are used. Each lists the values that are not needed after it, except inputs and
 * constants.
 */
function withLifetimes(
  { operations, constants }: Tracing,
  inputCount: number,
  outputs: readonly number[],
): readonly Instruction[] {
  const read = new Set([...outputs, ...constants.keys()]);
  const instructions: Instruction[] = [];
  for (const operation of operations.toReversed()) {
    const { kind, inputs, output } = operation;
    if (kind === 'native' && !read.has(operation.output)) continue;
    const ending = output === undefined || read.has(output) ? inputs : [...inputs, output];
    const spent = ending.filter(
      (place, index) => place >= inputCount && !read.has(place) && ending.indexOf(place) === index,
    );
    for (const place of inputs) read.add(place);
    instructions.push({ operation, spent, handles: inputs.map(() => -1) });
  }
  return instructions.reverse();
}

type Groups<Name extends string, Item> = Readonly<Record<Name, readonly Item[]>>;

/**
 * A function of tensors, compiled by running it once. Its native operations are recorded in that run; later runs only
 * replay them, as `tf.function` and `jax.jit` do. Its inputs and outputs are groups of named tensors.
 */
export class Program<Input extends string, Output extends string> {
  readonly #binding: Binding;
  readonly #instructions: readonly Instruction[];
  readonly #constants: Iterable<number>;
  readonly #inputs: readonly Input[];
  readonly #outputs: Groups<Output, number>;
  readonly #outputNames: readonly Output[];
  /** The handle at each place. */
  readonly #handles: number[];

  private constructor(
    binding: Binding,
    tracing: Tracing,
    inputs: Groups<Input, Traced>,
    outputs: Groups<Output, number>,
  ) {
    this.#binding = binding;
    this.#inputs = Object.keys(inputs) as Input[];
    this.#outputs = outputs;
    this.#outputNames = Object.keys(outputs) as Output[];
    this.#handles = new Array<number>(tracing.count).fill(-1);
    this.#constants = [...tracing.constants.values()];
    for (const [place, handle] of tracing.constants) this.#handles[place] = handle;
    const inputCount = this.#inputs.reduce((count, name) => count + inputs[name].length, 0);
    this.#instructions = withLifetimes(tracing, inputCount, Object.values<readonly number[]>(outputs).flat());
  }

  /** Traces `body`, which gets a tensor for each shape. */
  static trace<Input extends string, Output extends string>(
    binding: Binding,
    shapes: Groups<Input, Shape>,
    body: (inputs: Groups<Input, Traced>, operations: Operations) => Groups<Output, Traced>,
  ): Program<Input, Output> {
    const tracing = new Tracing(binding);
    const operations = new Operations(binding, tracing);
    const inputs = mapped(shapes, (shape) => tracing.input(shape));
    const taken = new Set<number>(
      Object.values<readonly Traced[]>(inputs)
        .flat()
        .map(({ place }) => place),
    );
    const outputs = mapped(body(inputs, operations), (output) => {
      // Each output is a separate tensor, which the caller must delete.
      const isOwn = !taken.has(output.place) && !tracing.constants.has(output.place);
      const { place } = isOwn ? output : operations.same(output);
      taken.add(place);
      return place;
    });
    tracing.dispose();
    return new Program(binding, tracing, inputs, outputs);
  }

  /**
   * Runs it on tensors given by their native handles, and returns the handles of its outputs, which the caller must
   * delete.
   */
  run(inputs: Groups<Input, number>): Record<Output, number[]> {
    const handles = this.#handles;
    let place = 0;
    for (const name of this.#inputs) for (const handle of inputs[name]) handles[place++] = handle;
    const binding = this.#binding;
    for (const { operation, handles: inputHandles, spent } of this.#instructions) {
      const { inputs: places } = operation;
      for (let index = 0; index < places.length; index++) inputHandles[index] = handles[places[index]];
      if (operation.kind === 'native')
        handles[operation.output] = binding.executeOp(operation.name, operation.attributes, inputHandles, 1)[0].id;
      else this.#compute(operation, inputHandles);
      for (let index = 0; index < spent.length; index++) binding.deleteTensor(handles[spent[index]]);
    }
    const outputs = {} as Record<Output, number[]>;
    for (const name of this.#outputNames) outputs[name] = this.#outputs[name].map((output) => handles[output]);
    return outputs;
  }

  #compute({ compute, shape, output }: HostOperation, inputs: readonly number[]): void {
    const binding = this.#binding;
    const values = compute(inputs.map((handle) => binding.tensorDataSync(handle)));
    if (output !== undefined) this.#handles[output] = binding.createTensor(shape, binding.TF_FLOAT, values);
  }

  dispose(): void {
    for (const handle of this.#constants) this.#binding.deleteTensor(handle);
  }
}

function mapped<Name extends string, From, To>(groups: Groups<Name, From>, to: (item: From) => To): Record<Name, To[]> {
  const entries = Object.entries<readonly From[]>(groups).map(([name, items]) => [name, items.map((item) => to(item))]);
  return Object.fromEntries(entries) as Record<Name, To[]>;
}
