import type { Network } from '../../model/network.ts';
import { attributesFor, type Attribute, type Binding } from './binding.ts';
import { ParameterVariables } from './parameter-variables.ts';

/** The averaged generator: after each update, average ← decay · average + (1 − decay) · parameters. */
export class AveragedNetwork {
  readonly parameters: ParameterVariables;
  readonly #binding: Binding;
  readonly #share: number;
  readonly #type: Attribute;
  readonly #unlocked: Attribute;

  constructor(binding: Binding, network: Network, decay: number) {
    const { float32, flag } = attributesFor(binding);
    this.#binding = binding;
    this.#type = float32('T');
    this.#unlocked = flag('use_locking', false);
    this.parameters = new ParameterVariables(binding, network);
    this.#share = binding.createTensor([], binding.TF_FLOAT, Float32Array.of(1 - decay));
  }

  /** Moves the average by (1 − decay) of its difference from the generator's parameters, given by their handles. */
  follow(parameters: readonly number[]): void {
    const differences = this.parameters.tensors.map(
      (average, index) => this.#binding.executeOp('Sub', [this.#type], [average, parameters[index]], 1)[0].id,
    );
    this.parameters.beginChange();
    this.parameters.variables.forEach((variable, index) => {
      const inputs = [variable, this.#share, differences[index]];
      this.#binding.executeOp('ResourceApplyGradientDescent', [this.#type, this.#unlocked], inputs, 0);
    });
    for (const difference of differences) this.#binding.deleteTensor(difference);
  }

  dispose(): void {
    this.parameters.dispose();
    this.#binding.deleteTensor(this.#share);
  }
}
