import type { OptimizerConfig } from '../../../../shared/config/schema.ts';
import type { Network } from '../../model/network.ts';
import type { NetworkState } from '../engine.ts';
import { attributesFor, type Attribute, type Binding } from './binding.ts';
import { updateRule, type UpdateRule } from './optimizers.ts';
import { ParameterVariables } from './parameter-variables.ts';

/** A network's parameters with its optimiser's state. */
export class TrainedNetwork {
  readonly parameters: ParameterVariables;
  readonly #firstMoment: ParameterVariables;
  readonly #secondMoment: ParameterVariables;
  readonly #rule: UpdateRule;
  readonly #binding: Binding;
  readonly #type: Attribute;
  #updates = 0;

  constructor(binding: Binding, network: Network, optimizer: OptimizerConfig) {
    this.#binding = binding;
    this.#type = attributesFor(binding).float32('T');
    this.parameters = new ParameterVariables(binding, network);
    this.#firstMoment = new ParameterVariables(binding, network);
    this.#secondMoment = new ParameterVariables(binding, network);
    this.#rule = updateRule(binding, optimizer);
  }

  /** One update of the optimiser, given the handles of the parameters' gradients; gives their norm, all layers together. */
  update(gradients: readonly number[]): number {
    const norm = this.#norm(gradients);
    this.parameters.beginChange();
    this.#updates += 1;
    this.#rule.begin(this.#updates);
    this.parameters.variables.forEach((variable, index) => {
      const moments = [this.#firstMoment.variables[index], this.#secondMoment.variables[index]] as const;
      this.#rule.apply(variable, moments, gradients[index]);
    });
    this.#rule.end();
    return norm;
  }

  #norm(gradients: readonly number[]): number {
    // Each half its sum of squares.
    const halves = gradients.map((gradient) => this.#binding.executeOp('L2Loss', [this.#type], [gradient], 1)[0].id);
    const count = { name: 'N', type: this.#binding.TF_ATTR_INT, value: halves.length };
    const [{ id: sum }] = this.#binding.executeOp('AddN', [this.#type, count], halves, 1);
    const [half] = this.#binding.tensorDataSync(sum);
    for (const handle of [...halves, sum]) this.#binding.deleteTensor(handle);
    return Math.sqrt(2 * half);
  }

  exportState(): NetworkState {
    const parameters = this.parameters.values;
    const moments = [this.#firstMoment, this.#secondMoment].map((moment) => {
      const values = moment.values;
      // The rules change moments in place, and would copy what is still read.
      moment.beginChange();
      return values;
    });
    const [firstMoment, secondMoment] = moments;
    return {
      parameters,
      firstMoment: this.#rule.keepsFirstMoment ? firstMoment : firstMoment.fill(0),
      secondMoment,
      updates: this.#updates,
      buffers: new Float32Array(0),
    };
  }

  importState(state: NetworkState): void {
    this.parameters.assign(state.parameters);
    this.#firstMoment.assign(state.firstMoment);
    this.#secondMoment.assign(state.secondMoment);
    this.#updates = state.updates;
  }

  dispose(): void {
    for (const variables of [this.parameters, this.#firstMoment, this.#secondMoment]) variables.dispose();
    this.#rule.dispose();
  }
}
