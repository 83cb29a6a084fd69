import type { Network, UpdateSettings } from '../../model/network.ts';
import type { NetworkState } from '../engine.ts';
import { clipFactor } from '../../model/optimizers.ts';
import { Arithmetic } from './arithmetic.ts';
import type { Binding } from './binding.ts';
import { BufferTensors } from './buffer-tensors.ts';
import { updateRule, type UpdateRule } from './optimizers.ts';
import { ParameterVariables } from './parameter-variables.ts';

/** The norm of an update's gradient (all layers together), and the applied gradients, clipped if necessary. */
export interface Update {
  readonly norm: number;
  readonly gradients: number[];
}

/** A network's parameters with its optimiser's state, and its buffers. */
export class TrainedNetwork {
  readonly parameters: ParameterVariables;
  readonly buffers: BufferTensors;
  readonly #firstMoment: ParameterVariables;
  readonly #secondMoment: ParameterVariables;
  /** The rounding error of the parameters; undefined if it is not kept. */
  readonly #remainder: ParameterVariables | undefined;
  readonly #rule: UpdateRule;
  readonly #arithmetic: Arithmetic;
  readonly #settings: UpdateSettings;
  #updates = 0;

  constructor(binding: Binding, network: Network, settings: UpdateSettings) {
    this.#settings = settings;
    this.#arithmetic = new Arithmetic(binding);
    this.parameters = new ParameterVariables(binding, network);
    this.buffers = new BufferTensors(binding, network);
    this.#firstMoment = new ParameterVariables(binding, network);
    this.#secondMoment = new ParameterVariables(binding, network);
    this.#remainder = settings.keepsRemainders ? new ParameterVariables(binding, network) : undefined;
    this.#rule = updateRule(binding, settings.optimizer);
  }

  /**
   * One update of the optimiser with `factor` times its learning rate. Takes the handles of the parameters' gradients
   * and returns new ones, which the caller must delete instead.
   */
  update(given: number[], factor: number): Update {
    const { weightClip } = this.#settings;
    const { norm, gradients } = this.#clip(given);
    this.parameters.beginChange();
    this.#updates += 1;
    this.#rule.begin(this.#updates, factor);
    this.parameters.variables.forEach((variable, index) => {
      const moments = [this.#firstMoment.variables[index], this.#secondMoment.variables[index]] as const;
      const remainder = this.#remainder?.variables[index];
      this.#rule.apply(remainder ?? variable, variable, moments, gradients[index]);
      if (remainder !== undefined) this.#arithmetic.takeUp(variable, remainder);
      if (weightClip > 0) this.#arithmetic.clamp(variable, weightClip);
    });
    this.#rule.end();
    return { norm, gradients };
  }

  #clip(given: number[]): Update {
    const { gradientClip } = this.#settings;
    const norm = Math.sqrt(this.#arithmetic.squareSum(given));
    if (gradientClip === 0) return { norm, gradients: given };
    const factor = clipFactor(gradientClip, norm);
    const gradients = given.map((gradient) => this.#arithmetic.scaled(gradient, factor));
    this.#arithmetic.delete(given);
    return { norm, gradients };
  }

  exportState(): NetworkState {
    const parameters = this.parameters.values;
    const moments = [this.#firstMoment, this.#secondMoment].map((moment) => {
      const values = moment.values;
      // The optimisers change moments in place, and would copy those that are still read.
      moment.beginChange();
      return values;
    });
    const [firstMoment, secondMoment] = moments;
    const remainder = this.#remainder?.values;
    this.#remainder?.beginChange();
    return {
      parameters,
      firstMoment: this.#rule.keepsFirstMoment ? firstMoment : firstMoment.fill(0),
      secondMoment,
      updates: this.#updates,
      buffers: this.buffers.values,
      remainder,
    };
  }

  importState(state: NetworkState): void {
    this.parameters.assign(state.parameters);
    this.#firstMoment.assign(state.firstMoment);
    this.#secondMoment.assign(state.secondMoment);
    this.buffers.assign(state.buffers);
    this.#remainder?.assign(state.remainder ?? new Float32Array(state.parameters.length));
    this.#updates = state.updates;
  }

  dispose(): void {
    for (const variables of [this.parameters, this.#firstMoment, this.#secondMoment]) variables.dispose();
    this.buffers.dispose();
    this.#remainder?.dispose();
    this.#rule.dispose();
  }
}
