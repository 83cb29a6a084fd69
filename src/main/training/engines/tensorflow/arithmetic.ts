import { attributesFor, type Attribute, type Binding } from './binding.ts';

/** Native operations on tensors and variables by their handles. The caller must delete returned tensors. */
export class Arithmetic {
  readonly #binding: Binding;
  readonly #type: Attribute;
  readonly #variableType: Attribute;

  constructor(binding: Binding) {
    const { float32 } = attributesFor(binding);
    this.#binding = binding;
    this.#type = float32('T');
    this.#variableType = float32('dtype');
  }

  /** Sum of the squares of all the tensors. */
  squareSum(tensors: readonly number[]): number {
    const halves = tensors.map((tensor) => this.#compute('L2Loss', [tensor]));
    const count = { name: 'N', type: this.#binding.TF_ATTR_INT, value: halves.length };
    const [{ id: sum }] = this.#binding.executeOp('AddN', [this.#type, count], halves, 1);
    const [half] = this.#binding.tensorDataSync(sum);
    this.delete([...halves, sum]);
    return Number.isFinite(half) ? 2 * half : this.#squareSumInDoubles(tensors);
  }

  /** In float64, because squares of large values overflow in float32. */
  #squareSumInDoubles(tensors: readonly number[]): number {
    let sum = 0;
    for (const tensor of tensors) for (const value of this.#binding.tensorDataSync(tensor)) sum += value * value;
    return sum;
  }

  scaled(tensor: number, factor: number): number {
    const scalar = this.#scalar(factor);
    const product = this.#compute('Mul', [tensor, scalar]);
    this.delete([scalar]);
    return product;
  }

  /** tensor + factor · variable. */
  withShare(tensor: number, factor: number, variable: number): number {
    const share = this.#shareOf(variable, factor);
    const sum = this.#compute('Add', [tensor, share]);
    this.delete([share]);
    return sum;
  }

  /** changed ← changed − factor · variable. */
  lowerByShare(changed: number, factor: number, variable: number): void {
    const share = this.#shareOf(variable, factor);
    this.#binding.executeOp('AssignSubVariableOp', [this.#variableType], [changed, share], 0);
    this.delete([share]);
  }

  /** Adds its remainder to a variable as far as float32 can represent it, and keeps the rest in the remainder. */
  takeUp(variable: number, remainder: number): void {
    const [before, change] = [this.#read(variable), this.#read(remainder)];
    const after = this.#compute('Add', [before, change]);
    const taken = this.#compute('Sub', [after, before]);
    this.delete([before, change]);
    this.#binding.executeOp('AssignVariableOp', [this.#variableType], [variable, after], 0);
    this.#binding.executeOp('AssignSubVariableOp', [this.#variableType], [remainder, taken], 0);
    this.delete([after, taken]);
  }

  /** Clamps a variable to ±clip. */
  clamp(variable: number, clip: number): void {
    const [value, low, high] = [this.#read(variable), this.#scalar(-clip), this.#scalar(clip)];
    const clamped = this.#compute('ClipByValue', [value, low, high]);
    this.#binding.executeOp('AssignVariableOp', [this.#variableType], [variable, clamped], 0);
    this.delete([value, low, high, clamped]);
  }

  #shareOf(variable: number, factor: number): number {
    const value = this.#read(variable);
    const share = this.scaled(value, factor);
    // Changing a variable that is still read would copy it first.
    this.delete([value]);
    return share;
  }

  #read(variable: number): number {
    return this.#binding.executeOp('ReadVariableOp', [this.#variableType], [variable], 1)[0].id;
  }

  #compute(name: string, inputs: readonly number[]): number {
    return this.#binding.executeOp(name, [this.#type], inputs, 1)[0].id;
  }

  #scalar(value: number): number {
    return this.#binding.createTensor([], this.#binding.TF_FLOAT, Float32Array.of(value));
  }

  delete(handles: readonly number[]): void {
    for (const handle of handles) this.#binding.deleteTensor(handle);
  }
}
