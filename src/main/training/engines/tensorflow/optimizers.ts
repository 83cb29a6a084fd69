import type { OptimizerConfig } from '../../../../shared/config/schema.ts';
import { adamRootScale, adamStepSize } from '../../model/optimizers.ts';
import { Arithmetic } from './arithmetic.ts';
import { attributesFor, type Attribute, type Binding } from './binding.ts';

type SgdConfig = Extract<OptimizerConfig, { name: 'sgd' }>;

/** How an optimiser changes variables in place; the formulas are those of `model/optimizers.ts`. */
export interface UpdateRule {
  /** Whether the first moment is part of its state. */
  readonly keepsFirstMoment: boolean;
  /** Called before update number `update`, counted from 1, with the factor of its learning rate. */
  begin(update: number, factor: number): void;
  /**
   * All arguments are handles. The step is subtracted from `changed`, the parameters or their remainder; `moments` are
   * the first and second moments of the checkpoint.
   */
  apply(changed: number, parameters: number, moments: readonly [number, number], gradient: number): void;
  end(): void;
  dispose(): void;
}

export function updateRule(binding: Binding, config: OptimizerConfig): UpdateRule {
  switch (config.name) {
    case 'adam':
    case 'adamw': {
      // The library computes 1 − β from the float32 β, with an error of 1 in 10⁵ for 0.999. Correcting the bias with
      // the same β cancels it.
      const rounded = { ...config, beta_1: Math.fround(config.beta_1), beta_2: Math.fround(config.beta_2) };
      const weightDecay = config.name === 'adamw' ? config.weight_decay : 0;
      return new AdamRule(binding, { ...rounded, weightDecay, keepsFirstMoment: true }, (update) => {
        // Ours divides by √v · rootScale + ε, the native one by √v + ε. Dividing rate and ε by rootScale makes both
        // equal.
        const rootScale = adamRootScale(rounded, update);
        return {
          rate: adamStepSize(rounded, update) / rootScale,
          epsilon: config.epsilon / rootScale,
          learningRate: config.learning_rate,
        };
      });
    }
    case 'rmsprop': {
      // RMSprop as Adam whose first moment is the gradient, because the native RMSprop has ε under the root and torch's
      // has it outside. The rounding error of v is the same.
      const scale = Math.sqrt((1 - Math.fround(config.alpha)) / (1 - config.alpha));
      const { learning_rate: learningRate } = config;
      const settings = { rate: learningRate * scale, epsilon: config.epsilon * scale, learningRate };
      const decays = { beta_1: 0, beta_2: config.alpha, weightDecay: 0 };
      return new AdamRule(binding, { ...decays, keepsFirstMoment: false }, () => settings);
    }
    case 'sgd':
      return new MomentumRule(binding, config);
  }
}

/** Scalars. */
class Scalars {
  readonly #binding: Binding;
  readonly #handles: number[] = [];

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  make(value: number): number {
    const handle = this.#binding.createTensor([], this.#binding.TF_FLOAT, Float32Array.of(value));
    this.#handles.push(handle);
    return handle;
  }

  dispose(): void {
    for (const handle of this.#handles.splice(0)) this.#binding.deleteTensor(handle);
  }
}

function updateAttributes(binding: Binding): Attribute[] {
  const { float32, flag } = attributesFor(binding);
  return [float32('T'), flag('use_locking', false), flag('use_nesterov', false)];
}

interface Decays {
  readonly beta_1: number;
  readonly beta_2: number;
  /** For AdamW. */
  readonly weightDecay: number;
}

/** Rate and ε for the library at an update, and the learning rate itself. */
type AdamSettings = (update: number) => {
  readonly rate: number;
  readonly epsilon: number;
  readonly learningRate: number;
};

class AdamRule implements UpdateRule {
  readonly keepsFirstMoment: boolean;
  readonly #binding: Binding;
  readonly #attributes: Attribute[];
  readonly #fixed: Scalars;
  readonly #changing: Scalars;
  readonly #constants: { readonly zero: number; readonly beta1: number; readonly beta2: number };
  readonly #settings: AdamSettings;
  /** Whether the first moment is reset to 0 before every update, because m + (g − m) does not give g exactly. */
  readonly #startsAnew: boolean;
  readonly #weightDecay: number;
  readonly #arithmetic: Arithmetic;
  #learningRate = 0;
  #rate = -1;
  #epsilon = -1;

  constructor(
    binding: Binding,
    { beta_1, beta_2, weightDecay, keepsFirstMoment }: Decays & Pick<UpdateRule, 'keepsFirstMoment'>,
    settings: AdamSettings,
  ) {
    this.keepsFirstMoment = keepsFirstMoment;
    this.#startsAnew = beta_1 === 0;
    this.#weightDecay = weightDecay;
    this.#arithmetic = new Arithmetic(binding);
    this.#binding = binding;
    this.#attributes = updateAttributes(binding);
    this.#fixed = new Scalars(binding);
    this.#changing = new Scalars(binding);
    this.#constants = { zero: this.#fixed.make(0), beta1: this.#fixed.make(beta_1), beta2: this.#fixed.make(beta_2) };
    this.#settings = settings;
  }

  begin(update: number, factor: number): void {
    const { rate, epsilon, learningRate } = this.#settings(update);
    this.#learningRate = factor * learningRate;
    this.#rate = this.#changing.make(factor * rate);
    this.#epsilon = this.#changing.make(epsilon);
  }

  apply(changed: number, parameters: number, [first, second]: readonly [number, number], gradient: number): void {
    const { zero, beta1, beta2 } = this.#constants;
    if (this.#startsAnew) this.#clear(first, gradient);
    if (this.#weightDecay > 0)
      this.#arithmetic.lowerByShare(changed, this.#learningRate * this.#weightDecay, parameters);
    // The powers of the betas are 0, because the rate is already corrected.
    const inputs = [changed, first, second, zero, zero, this.#rate, beta1, beta2, this.#epsilon, gradient];
    this.#binding.executeOp('ResourceApplyAdam', this.#attributes, inputs, 0);
  }

  /** Sets a variable to 0, with the shape of `like`. */
  #clear(variable: number, like: number): void {
    const { float32 } = attributesFor(this.#binding);
    const [{ id: zeros }] = this.#binding.executeOp('ZerosLike', [float32('T')], [like], 1);
    this.#binding.executeOp('AssignVariableOp', [float32('dtype')], [variable, zeros], 0);
    this.#binding.deleteTensor(zeros);
  }

  end(): void {
    this.#changing.dispose();
  }

  dispose(): void {
    this.#fixed.dispose();
  }
}

class MomentumRule implements UpdateRule {
  readonly keepsFirstMoment = true;
  readonly #binding: Binding;
  readonly #attributes: Attribute[];
  readonly #fixed: Scalars;
  readonly #changing: Scalars;
  readonly #learningRate: number;
  readonly #momentum: number;
  #rate = -1;
  readonly #weightDecay: number;
  readonly #arithmetic: Arithmetic;

  constructor(binding: Binding, { learning_rate: learningRate, momentum, weight_decay: weightDecay }: SgdConfig) {
    this.#binding = binding;
    this.#weightDecay = weightDecay;
    this.#arithmetic = new Arithmetic(binding);
    this.#attributes = updateAttributes(binding);
    this.#fixed = new Scalars(binding);
    this.#changing = new Scalars(binding);
    this.#learningRate = learningRate;
    this.#momentum = this.#fixed.make(momentum);
  }

  begin(_update: number, factor: number): void {
    this.#rate = this.#changing.make(factor * this.#learningRate);
  }

  apply(changed: number, parameters: number, [first]: readonly [number, number], gradient: number): void {
    const isDecayed = this.#weightDecay > 0;
    const slopes = isDecayed ? this.#arithmetic.withShare(gradient, this.#weightDecay, parameters) : gradient;
    const inputs = [changed, first, this.#rate, slopes, this.#momentum];
    this.#binding.executeOp('ResourceApplyMomentum', this.#attributes, inputs, 0);
    if (isDecayed) this.#arithmetic.delete([slopes]);
  }

  end(): void {
    this.#changing.dispose();
  }

  dispose(): void {
    this.#fixed.dispose();
  }
}
