import type { Network } from '../../model/network.ts';
import type { Parameters } from '../engine.ts';
import { attributesFor, type Attribute, type Binding } from './binding.ts';
import { parameterParts, type Part } from './parts.ts';

/** A part of a network's parameters, with the name of its variable. */
interface NamedPart extends Part {
  readonly name: string;
}

/**
 * Names of native variables, unique in the process. They are reused for variables of the same shape, because the
 * library keeps some memory for each name and shape that it has ever seen.
 */
class VariableNames {
  readonly #free = new Map<string, string[]>();
  #count = 0;

  take(shape: readonly number[]): string {
    return this.#free.get(shape.join())?.pop() ?? `parameters-${this.#count++}`;
  }

  giveBack(shape: readonly number[], name: string): void {
    const free = this.#free.get(shape.join()) ?? [];
    free.push(name);
    this.#free.set(shape.join(), free);
  }
}

const names = new VariableNames();

/**
 * An array with one number per parameter of a network (the parameters, a moment, an average) as native variables, which
 * native operations change in place: weights `[out, in]` and biases `[out]`, layer after layer.
 */
export class ParameterVariables {
  /** Handles of the variables. */
  readonly variables: readonly number[];
  readonly #binding: Binding;
  readonly #attributes: ReturnType<typeof attributesFor>;
  readonly #type: Attribute;
  readonly #parts: readonly NamedPart[];
  readonly #count: number;
  #tensors: number[] | undefined;

  /** All 0 until something is assigned. */
  constructor(binding: Binding, network: Network) {
    this.#binding = binding;
    this.#attributes = attributesFor(binding);
    this.#type = this.#attributes.float32('dtype');
    this.#count = network.parameterCount;
    this.#parts = parameterParts(network).map((part) => ({ ...part, name: names.take(part.shape) }));
    this.variables = this.#parts.map((each) => this.#make(each));
    this.assign(new Float32Array(this.#count));
  }

  #make({ shape, name }: NamedPart): number {
    const { text } = this.#attributes;
    const attributes = [
      text('container', ''),
      text('shared_name', name),
      this.#type,
      this.#attributes.shape('shape', shape),
    ];
    return this.#binding.executeOp('VarHandleOp', attributes, [], 1)[0].id;
  }

  /** Handles of tensors with the values; valid until `beginChange`. */
  get tensors(): readonly number[] {
    return (this.#tensors ??= this.variables.map(
      (variable) => this.#binding.executeOp('ReadVariableOp', [this.#type], [variable], 1)[0].id,
    ));
  }

  /** Call before the variables are changed; tensors that are still read would be copied first. */
  beginChange(): void {
    for (const handle of this.#tensors ?? []) this.#binding.deleteTensor(handle);
    this.#tensors = undefined;
  }

  assign(values: Parameters): void {
    this.beginChange();
    this.#parts.forEach(({ start, length, shape }, index) => {
      // A copy, because the native tensor may use the array's memory.
      const part = values.slice(start, start + length);
      const tensor = this.#binding.createTensor([...shape], this.#binding.TF_FLOAT, part);
      this.#binding.executeOp('AssignVariableOp', [this.#type], [this.variables[index], tensor], 0);
      this.#binding.deleteTensor(tensor);
    });
  }

  /** The values of tensors with these shapes, in one array. */
  flatten(handles: readonly number[]): Parameters {
    const values = new Float32Array(this.#count);
    handles.forEach((handle, index) => values.set(this.#binding.tensorDataSync(handle), this.#parts[index].start));
    return values;
  }

  get values(): Parameters {
    return this.flatten(this.tensors);
  }

  dispose(): void {
    this.beginChange();
    const strict = this.#attributes.flag('ignore_lookup_error', false);
    this.#parts.forEach(({ shape, name }, index) => {
      this.#binding.executeOp('DestroyResourceOp', [strict], [this.variables[index]], 0);
      this.#binding.deleteTensor(this.variables[index]);
      names.giveBack(shape, name);
    });
  }
}
