import type { Attribute, Values } from './binding.ts';

/** One native operation; places number the values of a program. */
export interface Operation {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

interface Constant {
  readonly place: number;
  readonly shape: number[];
  readonly type: number;
  readonly values: Values;
}

/** What tfjs has the native library do, noted while it does it. */
export class Recording {
  readonly operations: Operation[] = [];
  readonly constants: Constant[] = [];
  readonly inputCount: number;
  /** Places so far: those of the inputs come first. */
  count: number;
  readonly #inputs: ReadonlyMap<Values, number>;
  readonly #places = new Map<number, number>();

  /** `inputs` are the arrays that tensors which come from outside are made of, in the order of their places. */
  constructor(inputs: readonly Float32Array[]) {
    this.inputCount = inputs.length;
    this.count = inputs.length;
    this.#inputs = new Map(inputs.map((values, place) => [values, place]));
  }

  created(handle: number, shape: readonly number[], type: number, values: Values): void {
    const input = this.#inputs.get(values);
    const place = input ?? this.count++;
    this.#places.set(handle, place);
    if (input === undefined) this.constants.push({ place, shape: [...shape], type, values });
  }

  executed(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: readonly { readonly id: number }[],
  ): void {
    this.operations.push({
      name,
      attributes,
      inputs: inputs.map((handle) => this.#placeOf(handle)),
      outputs: outputs.map(({ id }) => {
        this.#places.set(id, this.count);
        return this.count++;
      }),
    });
  }

  /** Takes the last operation out of the recording. */
  takeLast(): Operation {
    const last = this.operations.pop();
    if (!last) throw new Error('nothing was recorded');
    return last;
  }

  #placeOf(handle: number): number {
    const place = this.#places.get(handle);
    if (place === undefined) throw new Error('a traced operation reads a tensor that comes from outside');
    return place;
  }
}
