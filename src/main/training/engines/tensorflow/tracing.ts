import type { Attribute, Binding, Values } from './binding.ts';

export type Shape = readonly number[];

/** A tensor of a program during tracing: its place among the values of the program. */
export interface Traced {
  readonly place: number;
  readonly shape: Shape;
}

/** An operation of the native library, with places for its inputs and its output. */
export interface NativeOperation {
  readonly kind: 'native';
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly number[];
  readonly output: number;
}

/** A step computed in JavaScript, from the values of its inputs to those of its output, if it has one. */
export interface HostOperation {
  readonly kind: 'host';
  readonly inputs: readonly number[];
  readonly output: number | undefined;
  readonly shape: Shape;
  readonly compute: (values: readonly Float32Array[]) => Float32Array;
}

export type Operation = NativeOperation | HostOperation;

export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/** Records the operations of a program while they run once on zeros, from which the shape of every result is known. */
export class Tracing {
  readonly operations: Operation[] = [];
  /** Places of constants, with their handles. */
  readonly constants = new Map<number, number>();
  readonly #binding: Binding;
  /** The handle at each place. */
  readonly #handles: number[] = [];

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  get count(): number {
    return this.#handles.length;
  }

  input(shape: Shape): Traced {
    return this.#place(
      this.#binding.createTensor(shape, this.#binding.TF_FLOAT, new Float32Array(sizeOf(shape))),
      shape,
    );
  }

  constant(shape: Shape, values: Values): Traced {
    const type = values instanceof Float32Array ? this.#binding.TF_FLOAT : this.#binding.TF_INT32;
    const constant = this.#place(this.#binding.createTensor(shape, type, values), shape);
    this.constants.set(constant.place, this.#handles[constant.place]);
    return constant;
  }

  /** A native operation of one output. */
  execute(name: string, attributes: readonly Attribute[], inputs: readonly Traced[]): Traced {
    const handles = inputs.map(({ place }) => this.#handles[place]);
    const [{ id, shape }] = this.#binding.executeOp(name, attributes, handles, 1);
    const output = this.#place(id, shape);
    this.operations.push({ kind: 'native', name, attributes, inputs: places(inputs), output: output.place });
    return output;
  }

  /** A tensor that JavaScript computes from others in every run of the program. */
  onHost(inputs: readonly Traced[], shape: Shape, compute: HostOperation['compute']): Traced {
    const output = this.input(shape);
    this.operations.push({ kind: 'host', inputs: places(inputs), output: output.place, shape, compute });
    return output;
  }

  /** Passes the values of tensors to JavaScript in every run of the program. */
  tell(inputs: readonly Traced[], tell: (values: readonly Float32Array[]) => void): void {
    const compute = (values: readonly Float32Array[]) => {
      tell(values);
      return new Float32Array(0);
    };
    this.operations.push({ kind: 'host', inputs: places(inputs), output: undefined, shape: [0], compute });
  }

  #place(handle: number, shape: Shape): Traced {
    this.#handles.push(handle);
    return { place: this.#handles.length - 1, shape };
  }

  /** Deletes all tensors except the constants. */
  dispose(): void {
    this.#handles.forEach((handle, place) => {
      if (!this.constants.has(place)) this.#binding.deleteTensor(handle);
    });
  }
}

const places = (traced: readonly Traced[]): number[] => traced.map(({ place }) => place);
